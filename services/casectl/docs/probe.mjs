// Plants a rule whose sentence titles no spec, and one whose sentence does: the check must name the first and no other.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unspecified } from './rules-page.mjs'
import { specFinder } from './specs.mjs'

const root = mkdtempSync(join(tmpdir(), 'case-timeline-rules-'))
try {
  for (const folder of ['libs', 'services/prosecution/src/domain']) mkdirSync(join(root, folder), { recursive: true })
  const spec = join(root, 'services/prosecution/src/domain/planted.spec.ts')
  writeFileSync(spec, 'it(rules.thisOneIsSpecified.sentence, () => undefined)\n')
  const rules = ['this-one-is-specified', 'this-one-is-not'].map((name) => ({ id: `prosecution.${name}` }))
  const found = unspecified([{ name: 'prosecution', rules }], specFinder(root)).map(({ id }) => id)
  if (found.join() !== 'prosecution.this-one-is-not') {
    console.error(`a-rule-has-a-spec fired on [${found.join()}]; expected: prosecution.this-one-is-not`)
    process.exitCode = 1
  }
} finally {
  rmSync(root, { recursive: true })
}
