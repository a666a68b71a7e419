import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import pg from 'pg'
import { type BulkAnswer, ConductScreening } from '@case-timeline/contracts'
import { apiClient, caseWorker, leadInvestigator, newId, newKey } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

const COMMANDS = 20
/** Longer than the views need for a command on a quiet machine; where they need more, they take several at once. */
const BETWEEN_COMMANDS_MS = 200
const BETWEEN_LOOKS_MS = 20
/** A multiple of the periods of whatever returns: all of it is in any such time as often. */
const IDLE_SECONDS = 30
const UNUSED_SESSIONS_END_MS = 12_000

const READS_PROGRESS = /from feed_checkpoint c left join/
const NOTIFIES_REPLICAS = /select pg_notify\(\$1, \$2\)/
const READS_CASE = /events\.read_(case|stream)/
/** The row of a case with the entries of its lists. */
const READS_ROW = /json_agg\(json_build_array/
const READS_MARK = /written_by as "writtenBy" from case_file_v\d+ /

const { connect, query } = pg.Client.prototype
const textOf = (sent: unknown): string => (typeof sent === 'string' ? sent : String((sent as { text?: unknown }).text))
let five: FiveServices
let statements = 0
let logins = 0
let readings = 0
let rows = 0
let marks = 0
let progressReadings = 0
let notifications = 0
let api: ReturnType<typeof apiClient>
/** Sessions of the specification itself, in the log and in the views of each service: what they send is not counted. */
let own: { readonly log: pg.Client; readonly views: readonly pg.Client[] }

const session = async (url = ''): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url })
  await (connect as () => Promise<unknown>).call(client)
  return client
}
const ask = async (client: pg.Client, text: string): Promise<readonly string[]> => {
  const { rows } = await (query as (statement: string) => Promise<pg.QueryResult<{ position: string }>>).call(client, text)
  return rows.map(({ position }) => position)
}

/**
 * Waits until every consumer has handled the whole log and written its checkpoints. They are read before the end of the
 * log: a reaction has recorded its command before it moves its checkpoint.
 */
const settled = async (): Promise<void> => {
  for (;;) {
    const checkpoints = await Promise.all(own.views.map((client) => ask(client, 'select position from feed_checkpoint')))
    const [end = '0'] = await ask(own.log, 'select position from events.last_event()')
    if (checkpoints.flat().every((position) => BigInt(position) >= BigInt(end))) return
    await pause(BETWEEN_LOOKS_MS)
  }
}
beforeAll(async () => {
  pg.Client.prototype.query = function (this: pg.Client, ...sent: Parameters<typeof query>) {
    statements += 1
    if (READS_CASE.test(textOf(sent[0]))) readings += 1
    if (READS_ROW.test(textOf(sent[0]))) rows += 1
    if (READS_MARK.test(textOf(sent[0]))) marks += 1
    if (READS_PROGRESS.test(textOf(sent[0]))) progressReadings += 1
    if (NOTIFIES_REPLICAS.test(textOf(sent[0]))) notifications += 1
    return query.apply(this, sent)
  } as typeof query
  pg.Client.prototype.connect = function (this: pg.Client, ...sent: Parameters<typeof connect>) {
    logins += 1
    return connect.apply(this, sent)
  } as typeof connect
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  own = {
    log: await session(five.environments.auditTrail['EVENT_STORE_URL']),
    views: await Promise.all(Object.values(five.environments).map((environment) => session(environment['VIEWS_DATABASE_URL']))),
  }
  await openCase()
  await settled()
}, 120_000)
afterAll(async () => {
  Object.assign(pg.Client.prototype, { connect, query })
  await Promise.all([own.log, ...own.views].map((client) => client.end()))
  await five.stop()
})
beforeEach(() => {
  statements = 0
  logins = 0
  readings = 0
  rows = 0
  marks = 0
  progressReadings = 0
  notifications = 0
})

const openCase = async (caseId = newId()): Promise<string> => {
  const data = { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] }
  const { status, body } = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data })
  expect(status).toBe(201)
  return String(body['position'])
}

it('one command after another costs at most 40 statements each until all services have handled it', async () => {
  for (let n = 0; n < COMMANDS; n += 1) {
    await openCase()
    await pause(BETWEEN_COMMANDS_MS)
  }
  await settled()
  expect(statements / COMMANDS).toBeLessThanOrEqual(40)
  // Each case is recorded, and shown by a view of several services.
  expect(statements / COMMANDS).toBeGreaterThan(5)
  // Its admission and its decision share a reading.
  expect(readings).toBe(COMMANDS)
})

it('commands that come at the same time share statements: 24 at once cost at most 12 each', async () => {
  for (let n = 0; n < 5; n += 1) await Promise.all(Array.from({ length: 24 }, () => openCase()))
  await settled()
  expect(statements / (5 * 24)).toBeLessThanOrEqual(12)
})

it('the rows of one request share statements: 200 persons cost at most one each', async () => {
  const rows = Array.from({ length: 200 }, () => ({
    key: newKey(),
    data: { personRef: newId(), origin: 'selfReferral', urgentNeeds: ['food'] },
  }))
  const { status, body } = await api.post(caseWorker, `/cases/${newId()}/open-support-case/bulk`, { rows })
  expect([status, new Set((body as BulkAnswer).rows.map(({ outcome }) => outcome))]).toEqual([200, new Set(['recorded'])])
  await settled()
  expect(statements / rows.length).toBeLessThanOrEqual(1)
})

it('also where they are in one stream: 200 screenings by police cost at most one each', async () => {
  const caseId = newId()
  const opened = { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] }
  await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data: opened })
  await settled()
  statements = 0
  const rows = Array.from({ length: 200 }, () => ({ key: newKey(), data: { ...ConductScreening.example, personRef: newId() } }))
  const { status, body } = await api.post(leadInvestigator, `/cases/${caseId}/conduct-screening/bulk`, { rows })
  expect([status, new Set((body as BulkAnswer).rows.map(({ outcome }) => outcome))]).toEqual([200, new Set(['recorded'])])
  await settled()
  expect(statements / rows.length).toBeLessThanOrEqual(1)
})

it('a case file that did not change is not read again: its mark and its case are asked for, and several readings share that', async () => {
  const caseId = newId()
  await openCase(caseId)
  await settled()
  const read = async (): Promise<void> => expect((await api.get(leadInvestigator, `/cases/${caseId}`)).status).toBe(200)
  await read()
  expect(rows).toBeGreaterThan(0)
  rows = 0
  readings = 0
  for (let n = 0; n < COMMANDS; n += 1) await read()
  expect({ rows, marks, readings }).toEqual({ rows: 0, marks: COMMANDS, readings: COMMANDS })
  for (let n = 0; n < 5; n += 1) await Promise.all(Array.from({ length: 24 }, read))
  expect(rows).toBe(0)
  expect(marks - COMMANDS + readings - COMMANDS).toBeLessThan(5 * 24)
})

it('a query that a replica answers which fills no view waits to be notified, and does not poll', async () => {
  const replica = await five.replica('investigation')
  try {
    const other = apiClient({ ...five, urls: { ...five.urls, investigation: replica.url } })
    await openCase()
    await settled()
    expect(notifications).toBe(1)
    progressReadings = 0
    for (let n = 0; n < COMMANDS; n += 1) {
      const position = await openCase()
      expect((await other.get(leadInvestigator, `/custody?min-position=${position}`)).status).toBe(200)
    }
    // It asked, and was notified by the replica that fills the views.
    expect(notifications).toBeGreaterThan(COMMANDS)
    expect(progressReadings / COMMANDS).toBeLessThanOrEqual(4)
  } finally {
    await replica.stop()
  }
})

it('an idle system costs fewer than six statements a second, and keeps the sessions that it needs', async () => {
  await pause(UNUSED_SESSIONS_END_MS)
  statements = 0
  logins = 0
  await pause(IDLE_SECONDS * 1_000)
  expect(statements / IDLE_SECONDS).toBeLessThan(6)
  // Jobs that come at once may need one more session.
  expect(logins).toBeLessThanOrEqual(2)
}, 60_000)
