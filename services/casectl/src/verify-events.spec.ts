import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type CloudEvent, EVENT_WITHHELD, type WithheldEvent, WithheldRecord } from '@case-timeline/contracts'

const howTo = (file: string): string => fileURLToPath(new URL(`../../../docs/how-to/${file}`, import.meta.url))
const page = readFileSync(howTo('verify-a-case.md'), 'utf8')
const workedCase = JSON.parse(readFileSync(howTo('verify-events.example.json'), 'utf8')) as (CloudEvent | WithheldEvent)[]
const folder = mkdtempSync(join(tmpdir(), 'verify-events-'))
afterAll(() => rmSync(folder, { recursive: true }))

const verified = (events: readonly unknown[], text = JSON.stringify(events)) => {
  const file = join(folder, 'events')
  writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [howTo('verify-events.mjs'), file], { encoding: 'utf8' })
  return { status, said: (stdout + stderr).trim() }
}
const changed = (position: string, change: object) =>
  workedCase.map((event) => (event.position === position ? { ...event, data: { ...event.data, ...change } } : event))

describe('the worked case of docs/how-to/verify-a-case.md', () => {
  it('has the positions, types and hashes that the page shows', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| `([\w.-]+)` +\| (\S+) +\| `([0-9a-f]{8})…` \| `([0-9a-f]{8})…` \|/gm)]
    expect(rows.map(([, ...cells]) => cells)).toEqual(
      workedCase.map(({ position, type, data }) => [
        position,
        type,
        'revision' in data ? String(data.revision) : 'unknown',
        data.eventHash.slice(0, 8),
        data.chainHash.slice(0, 8),
      ]),
    )
  })

  it('has withheld events of the published shape', () => {
    const withheld = workedCase.filter(({ type }) => type === EVENT_WITHHELD).map(({ data }) => WithheldRecord.parse(data))
    expect(withheld).toHaveLength(2)
  })

  it('is intact, as one array and with one event on each line', () => {
    const intact = { status: 0, said: 'intact: 5 events in 2 streams, 2 of them withheld' }
    expect(verified(workedCase)).toEqual(intact)
    expect(verified([], workedCase.map(({ data }) => JSON.stringify(data)).join('\n'))).toEqual(intact)
    expect(page).toContain(`\`\`\`text\n${intact.said}\n\`\`\``)
  })

  it.each([
    ['the data of an event', changed('50', { data: {} }), '50 differs: dataHash'],
    ['the envelope of an event', changed('50', { envelope: {} }), '50 differs: dataHash'],
    ['the hash of an event', changed('50', { eventHash: '00'.repeat(32) }), '50 differs: eventHash'],
    ['the hash of a withheld event', changed('44', { eventHash: '00'.repeat(32) }), '44 differs: chainHash'],
    ['a missing event', workedCase.filter(({ position }) => position !== '44'), '50 differs: chainHash'],
    ['another order', workedCase.toReversed(), '53 differs: chainHash'],
  ])('is not intact with %s changed', (_, events, said) =>
    expect(verified(events)).toEqual({ status: 1, said: `the event at position ${said}` }),
  )
})

describe('the vectors of hashes', () => {
  it.each(['hashing.vectors.json', 'ids.vectors.json'])('%s are named on the page', (file) =>
    expect(page).toContain(`](../../libs/event-store/src/${file})`),
  )
})
