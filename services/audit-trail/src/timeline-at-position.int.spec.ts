import { confidentiality } from '@case-timeline/access'
import { ConfidentialityOrdered, EVENT_TYPES, EventCorrected, type ServiceName, SuspectArrested } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { importedCases } from '@case-timeline/http'
import { materialise, tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { TimelineController } from './timeline.controller.ts'
import { timelineView } from './views/timeline/timeline.view.ts'

const schema = 'as_known'
const caseId = randomUUID()
const eventTypes = [...EVENT_TYPES.values()]

/** A schema that has the case only in part. */
const inPart = 'in_part'

let log: TestLog
let controller: TimelineController
/** The last position that counts in the schema. */
let until: string
let arrestId: string

const arrest = (occurredAt: string) =>
  log.record({ caseId, eventTypes, occurredAt, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }] })

beforeAll(async () => {
  log = await testLog()
  const store = log.storeOf('auditTrail')
  const db = await log.open(tablesOf([timelineView]))
  const views = { require: () => Promise.resolve() }
  controller = new TimelineController(db, store, confidentiality(store), importedCases(randomBytes(32)), views)
  const recorded = await arrest('2016-03-27')
  arrestId = recorded.ids[0] ?? ''
  until = recorded.lastPosition
  await materialise({ db, store, views: [timelineView], schema, until, signal: new AbortController().signal })
  await db.query(`
    create function unfit(uuid) returns boolean language sql immutable as 'select false';
    alter table timeline_v1 add constraint unfit check (unfit(case_id)) not valid`)
  await materialise({ db, store, views: [timelineView], schema: inPart, until, signal: new AbortController().signal })
  await db.query('alter table timeline_v1 drop constraint unfit')
  const correction = {
    ...EventCorrected.example,
    correctsId: arrestId,
    schemaVersion: SuspectArrested.version,
    data: SuspectArrested.example,
  }
  await log.record({ caseId, eventTypes, occurredAt: '2016-03-26', facts: [{ type: EventCorrected.type, data: correction }] })
  await arrest('2016-04-01')
}, 60_000)
afterAll(() => log.close())

const timelineFor = async (sector: ServiceName, role: string, changes: object = {}) => {
  const actor = { userId: 'a.ramos', agencyId: `zz-${sector.toLowerCase()}`, role }
  const context = { caseId, actor, roles: [role], sector, correlationId: 'test' }
  return controller.timeline(context, { order: 'occurred', schema, ...changes })
}

describe.each([
  ['an auditor', 'auditTrail', 'auditor'],
  ['an agency that takes part', 'prosecution', 'prosecutor'],
] as const)('the timeline at a position of the log, for %s,', (_, sector, role) => {
  it('has what had been recorded by then, without later corrections', async () => {
    expect(await timelineFor(sector, role)).toMatchObject({
      position: until,
      entries: [{ id: arrestId, occurredAt: '2016-03-27', amendments: [] }],
    })
  })

  it('shows of it what had happened by a time', async () => {
    expect(await timelineFor(sector, role, { 'as-of': '2016-03-26' })).toMatchObject({ entries: [] })
    expect(await timelineFor(sector, role, { 'as-of': '2016-03-27' })).toMatchObject({ entries: [{ id: arrestId }] })
  })

  it('is refused for a schema that is none of views', async () => {
    await expect(timelineFor(sector, role, { schema: 'nothing' })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(
        'there is no schema nothing of views at a position: casectl replay --all --service SERVICE --until POSITION --into nothing',
      ),
    })
  })
})

describe('the timeline at a position of the log, of a case that is there only in part,', () => {
  it('is refused to an auditor, and not shown without the events that are missing', async () => {
    await expect(timelineFor('auditTrail', 'auditor', { schema: inPart })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(`the schema ${inPart} has the case ${caseId} only in part`),
    })
  })

  it('is whole for an agency that takes part, which reads the events', async () => {
    expect(await timelineFor('prosecution', 'prosecutor', { schema: inPart })).toMatchObject({ entries: [{ id: arrestId }] })
  })
})

describe('after a court order that was made since', () => {
  beforeAll(async () => {
    const order = { scope: ['sealedItems'], covers: [{ kind: 'item', id: arrestId }], tier: 'courtOnly' }
    await log.record({ caseId, eventTypes, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data: order }] })
  })

  it.each([
    ['auditTrail', 'auditor'],
    ['prosecution', 'prosecutor'],
  ] as const)('the timeline at a position shows to %s only that the fact was recorded', async (sector, role) => {
    const { position, entries } = await timelineFor(sector, role)
    expect([position, entries]).toEqual([until, [expect.objectContaining({ id: arrestId, withheldBy: [expect.any(String)] })]])
    expect(entries[0]).not.toHaveProperty('data')
    // Nothing of what is kept for the live timeline is answered, nor the other way round.
    expect((await timelineFor(sector, role, { schema: undefined })).entries.length).toBeGreaterThan(1)
    expect((await timelineFor(sector, role)).entries).toHaveLength(1)
  })

  it('the court sees the fact as it was known then', async () => {
    expect(await timelineFor('adjudication', 'judge')).toMatchObject({ entries: [{ id: arrestId, occurredAt: '2016-03-27' }] })
  })
})
