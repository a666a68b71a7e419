import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { recordsOf } from './timeline.fixtures.ts'

const compiled = fileURLToPath(new URL('../dist/timeline.js', import.meta.url))

// A new process for each zone: Node.js does not reliably apply a changed TZ to a running process.
const printedIn = (zone: string): unknown => {
  if (!existsSync(compiled)) throw new Error(`${compiled} does not exist: compile first (npx tsc -b services/audit-trail), or run npm test`)
  const records = recordsOf({ id: 1, type: 'investigation.SuspectArrested', occurredAt: '2016-03-27', occurredZone: 'Asia/Jakarta' })
  const script = `import { timelineOf } from ${JSON.stringify(compiled)}
    const records = ${JSON.stringify(records)}
    const days = (asOf) => timelineOf(records, { order: 'occurred', asOf }).map(({ occurredAt }) => occurredAt)
    console.log(JSON.stringify({ here: new Date(0).getTimezoneOffset(), days: [days('2016-03-26'), days('2016-03-27')] }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('a fact dated to a day', () => {
  it.each([
    ['UTC', 0],
    ['Asia/Jakarta', -420],
    ['Pacific/Honolulu', 600],
    ['Pacific/Kiritimati', 640],
  ])('keeps the day of its source when the process runs in the time zone %s', (zone, here) =>
    expect(printedIn(zone)).toEqual({ here, days: [[], ['2016-03-27']] }),
  )
})
