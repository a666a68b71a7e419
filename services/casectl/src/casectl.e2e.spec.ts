import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agencyRegister, verifyCommand } from '@case-timeline/access'
import { EVENT_WITHHELD } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { z } from 'zod'
import { connect } from './client.ts'
import { captureStream, type DemoSystem, demoSystem, inDatabase } from './demo-system.fixtures.ts'
import { EXIT, run } from './index.ts'
import { retrying } from './lives/retrying.fixtures.ts'
import type { TestSystem } from './test-system.fixtures.ts'

jest.setTimeout(240_000)

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

let system: TestSystem
let caseId = ''
let casectl: DemoSystem['casectl']

beforeAll(async () => {
  ;({ system, caseId, casectl } = await demoSystem())
})
afterAll(() => system.stop())

interface TimelineJson {
  readonly entries: readonly { id: string; type: string; sector: string; position: string; retracted: boolean }[]
}
const runJson = async <T>(...args: readonly string[]): Promise<T> => JSON.parse((await casectl('--json', ...args)).out) as T

describe('casectl timeline', () => {
  it('shows the facts of four agencies in the order in which they happened', async () => {
    const { code, out } = await casectl('timeline', caseId)
    expect(code).toBe(EXIT.done)
    expect(out.indexOf('CaseOpened')).toBeLessThan(out.indexOf('IndictmentFiled'))
    expect(out.indexOf('IndictmentFiled')).toBeLessThan(out.indexOf('SentenceImposed'))
    expect(out).toMatch(/facts of 4 services/)
  })

  it('marks what a court withholds as withheld, with the order', async () => {
    const { out } = await casectl('timeline', caseId)
    expect(out).toMatch(/\(withheld\) +withheld by order [0-9a-f]{8}\n/)
    expect(out).toMatch(/; 1 withheld by court order\n$/)
    expect((await casectl('replay', caseId)).out).toMatch(/\(withheld\)\n +! withheld by order [0-9a-f]{8}\n/)
  })

  it('leaves out, as of a day, exactly the facts that began later', async () => {
    const all = await runJson<TimelineJson>('timeline', caseId)
    const entriesThen = await runJson<TimelineJson>('timeline', caseId, '--as-of', '2026-03-05')
    expect(entriesThen.entries.length).toBeGreaterThan(0)
    expect(all.entries.slice(0, entriesThen.entries.length).map(({ id }) => id)).toEqual(entriesThen.entries.map(({ id }) => id))
  })

  it('is empty as known before anything was recorded', async () =>
    expect((await runJson<TimelineJson>('timeline', caseId, '--known-at', '2020')).entries).toEqual([]))

  it('exits with 4 for an unknown case, and with 2 for a malformed case id or date', async () => {
    expect((await casectl('timeline', UNKNOWN)).code).toBe(EXIT.notFound)
    expect(await casectl('timeline', 'my-case')).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('is not a case id') })
    expect(await casectl('timeline', caseId, '--as-of', 'soon')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('2016-03'),
    })
  })
})

describe('casectl replay', () => {
  it('shows every fact as first recorded, and each correction at the place where it was recorded', async () => {
    const { steps } = await runJson<{
      steps: { fact: string; occurredAt?: string; changes: { member: string; before?: unknown; after?: unknown }[] }[]
    }>('replay', caseId)
    const [first, corrected] = steps.filter(({ fact }) => fact.startsWith('SuspectArrested')).slice(1)
    expect(first?.occurredAt).toBe('2026-03-17')
    expect(corrected).toMatchObject({ fact: 'SuspectArrested corrected' })
    expect(corrected?.changes).toContainEqual({ member: 'occurredAt', before: '2026-03-17', after: '2026-03-18' })
  })

  it('shows a refused command as a step that changed nothing', async () =>
    expect((await casectl('replay', caseId)).out).toMatch(/MakeReferral was refused by victimSupport\.[a-z-]+; nothing changed/))
})

describe('casectl with a case that is parked for one consumer', () => {
  const consumer = 'view.custody.v3'
  let position = ''

  // The rows that the feed writes when a consumer cannot handle an event.
  beforeAll(async () => {
    const url = String(system.environments.investigation['VIEWS_DATABASE_URL'])
    const { entries } = await runJson<TimelineJson>('timeline', caseId, '--order', 'recorded')
    const { id, type } = entries.at(-1)!
    position = entries.at(-1)!.position
    await inDatabase(url, [
      `insert into feed_parked_case (consumer, case_key, reason) values ('${consumer}', '${caseId}', 'Error: no such thing')`,
      `insert into feed_parked_event values ('${consumer}', '${caseId}', ${position}, '${id}', '${type}', 1)`,
    ])
  })

  it('lists the case with the event at which it is parked, and the reason', async () =>
    expect((await casectl('parked', 'list')).out).toMatch(new RegExp(`${consumer} +${caseId}.* ${position} +Error: no such thing`)))

  it('skips the event when the operator gives its position, and only then', async () => {
    const skip = (at: string) => casectl('parked', 'skip', caseId, '--consumer', consumer, '--position', at, '--because', 'defectKnown')
    expect(await skip('1')).toMatchObject({ code: EXIT.failed, err: expect.stringContaining(`position ${position}`) })
    expect(await skip(position)).toMatchObject({ code: EXIT.done })
    expect((await casectl('parked', 'list')).out).toBe('No case is parked.\n')
    expect((await casectl('parked', 'skipped')).out).toMatch(new RegExp(`${position}.*casectl +defectKnown +Error: no such thing`))
    expect(await skip(position)).toMatchObject({ code: EXIT.notFound })
  })
})

describe('casectl', () => {
  it('verifies an unchanged case as intact', async () =>
    expect(await casectl('audit', 'verify-case', caseId)).toMatchObject({
      code: EXIT.done,
      out: expect.stringMatching(/^Intact: \d+ events/),
    }))

  it('verifies as intact what the program of docs/how-to/verify-a-case.md does, and counts as withheld what the feed withholds', async () => {
    const client = await connect(system.dataDir, {})
    // The reactions to the demo case go on recording between the two reads.
    const { events, verification } = await retrying(
      60_000,
      async () => ({
        events: await client.get('auditTrail', `/cases/${caseId}/events?limit=1000`, z.array(z.looseObject({ type: z.string() }))),
        verification: await runJson<{ streams: number; events: number }>('audit', 'verify-case', caseId),
      }),
      ({ events, verification }) => verification.events === events.length,
    )
    const withheld = events.filter(({ type }) => type === EVENT_WITHHELD).length
    expect(withheld).toBeGreaterThan(5)
    expect(verification).toMatchObject({ outcome: 'intact', events: events.length, withheld })

    const file = join(system.dataDir, 'events.json')
    await writeFile(file, JSON.stringify(events))
    const program = fileURLToPath(new URL('../../../docs/how-to/verify-events.mjs', import.meta.url))
    const { stdout, stderr } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' })
    expect(stdout + stderr).toBe(`intact: ${events.length} events in ${verification.streams} streams, ${withheld} of them withheld\n`)
  })

  it('names the stream and revision of a changed event', async () => {
    await system.tamperWithFirstFact(caseId)
    expect(await casectl('audit', 'verify-case', caseId)).toMatchObject({
      code: EXIT.failed,
      out: expect.stringMatching(/^Broken: stream investigation\.case-[0-9a-f-]+, revision 0: dataHash/),
    })
  })

  it('shows the last events of the log, and the events after a position', async () => {
    const lines = (await casectl('--json', 'events', 'tail', '--limit', '3')).out.trim().split('\n')
    expect(lines).toHaveLength(3)
    const { position } = JSON.parse(lines[0] ?? '') as { position: string }
    const after = (await casectl('--json', 'events', 'tail', '--after', position)).out.trim().split('\n')
    expect(after.slice(0, 2)).toEqual(lines.slice(1))
  })

  it('reports that no case is parked', async () =>
    expect(await casectl('parked', 'retry')).toMatchObject({ code: EXIT.done, out: 'No case is parked.\n' }))

  it('shows the lag of each consumer behind the store, in events and seconds', async () => {
    // A job may have recorded something a moment ago.
    const caughtUp = /investigation +view\.custody\.v3 +all +\d+ +0 +0/
    const status = () => casectl('feed', 'status')
    const { code, out } = await retrying(60_000, status, (shown) => caughtUp.test(shown.out))
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(new RegExp(`feed ${process.env['CASE_TIMELINE_TEST_FEED'] ?? 'store'}:, the log ends at \\d+`))
    expect(out).toMatch(caughtUp)
    const [first] = await runJson<{ consumers: { partitions: unknown[] }[] }[]>('feed', 'status')
    expect(first?.consumers[0]?.partitions).toHaveLength(12)
  })

  it('exits with 0 from doctor for a healthy system, and names the event store', async () => {
    const { code, out } = await casectl('doctor')
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(/ok {4}event store +(PostgreSQL|EventStoreDB) [\d.]+.* at .+:\d+, the log ends at \d+/)
  })

  it('prints a token for each persona, and new references, for the playgrounds', async () => {
    const [first, second] = [await casectl('playground'), await casectl('playground')]
    expect(first.out).toMatch(/^export CASE=[0-9a-f-]{36}\n/)
    expect(first.out).toMatch(/\nexport TOKEN_INVESTIGATOR=[\w.-]{100,}\n/)
    expect(first.out.split('\n').find((line) => line.startsWith('export PHONE='))).not.toBe(
      second.out.split('\n').find((line) => line.startsWith('export PHONE=')),
    )
  })

  it('issues a token only for roles of the sector', async () => {
    const { out } = await casectl('token', '--agency', 'ph-audit', '--sector', 'audit-trail', '--role', 'auditor')
    const answer = await fetch(`${system.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${out.trim()}` } })
    expect(answer.status).toBe(200)
    expect(await casectl('token', '--agency', 'ph-audit', '--sector', 'audit-trail', '--role', 'judge')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('auditor, analyst'),
    })
  })

  it('signs a command for an agency, and refuses unknown agencies and commands', async () => {
    const body = JSON.stringify({ data: { source: 'report', leadAgency: 'ph-police', suspectedPurposes: [] } })
    const sign = (agency: string, name: string, ...more: string[]) =>
      casectl('sign', name, '--agency', agency, '--sector', 'investigation', '--role', 'lead-investigator', '--body', body, ...more)
    const { out } = await sign('ph-police', 'OpenCase', '--case', caseId, '--json')
    const { topic, key, message } = JSON.parse(out) as Record<'topic' | 'key' | 'message', string>
    const register = await agencyRegister(new URL(system.environments.investigation['AGENCY_KEYS'] ?? ''), { development: true })
    const sent = { key: Buffer.from(key), value: Buffer.from(message), arrivedAt: Date.now() }
    expect(topic).toBe('case-commands.investigation')
    expect(await verifyCommand(sent, { audience: '/deployments/embedded/investigation', register })).toMatchObject({
      command: { iss: 'ph-police', caseId, command: 'OpenCase', body: JSON.parse(body) as object },
    })
    expect(await sign('ph-nobody', 'OpenCase', '--case', caseId)).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('ph-nobody'),
    })
    expect(await sign('ph-police', 'PardonSuspect', '--case', caseId)).toMatchObject({ code: EXIT.usage })
    expect(await sign('ph-police', 'OpenCase')).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('a case id is needed') })
  })

  it('advises how to start the system when it does not run', async () =>
    expect(await casectl('--data', '/nonexistent', 'timeline', caseId)).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('npm start'),
    }))

  it('does not start with NODE_ENV=production', async () => {
    const [out, err] = [captureStream(), captureStream()]
    expect(await run(['up'], { NODE_ENV: 'production' }, { out: out.stream, err: err.stream })).toBe(EXIT.usage)
    expect(err.text()).toContain('NODE_ENV=production')
  })

  it('issues no token with NODE_ENV=production', async () => {
    const [out, err] = [captureStream(), captureStream()]
    const args = ['--data', system.dataDir, 'token', '--agency', 'ph-audit', '--sector', 'audit-trail']
    expect(await run(args, { NODE_ENV: 'production' }, { out: out.stream, err: err.stream })).toBe(EXIT.failed)
    expect(err.text()).toMatch(/NODE_ENV=production\.\n {2}- unset/)
  })
})
