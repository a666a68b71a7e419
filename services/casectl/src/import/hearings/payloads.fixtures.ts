import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The invented hearing of the how-to page. */
export const SAMPLE = fileURLToPath(new URL('../../../../../deploy/demo/hearing-resulted.json', import.meta.url))
export const sample = readFileSync(SAMPLE, 'utf8')

/** A new folder for payloads; each call of `fileWith` writes another file, whose name sorts after the earlier ones. */
export const payloadFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearings-'))
  let files = 0
  return {
    folder,
    fileWith: (text: string | Buffer): string => {
      const file = join(folder, `${String(files++).padStart(3, '0')}.json`)
      writeFileSync(file, text)
      return file
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Members of the sample's offence with a verdict. */
interface Stated {
  readonly verdict?: object
  readonly plea?: object
  readonly sharedTime?: string
}

/** The sample with another verdict or plea on its second offence. */
export const hearingWith = ({ sharedTime, ...stated }: Stated): string => {
  const document = JSON.parse(sample)
  const [, offence] = document.hearing.prosecutionCases[0].defendants[0].offences
  delete offence.verdict
  Object.assign(offence, stated)
  return JSON.stringify({ ...document, ...(sharedTime === undefined ? {} : { sharedTime }) })
}

export const verdictOf = (categoryType: string, more: object = {}) => ({
  verdictDate: '2026-03-09',
  verdictType: { categoryType },
  ...more,
})
export const pleaOf = (pleaValue: string, more: object = {}) => ({ pleaDate: '2026-03-09', pleaValue, ...more })
