import { EVENT_TYPES, EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild, tablesOf, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { timelineCases, timelineRecords } from './timeline-rows.ts'
import { timelineView } from './timeline.view.ts'

let log: TestLog
let db: DataSource
const stop = new AbortController()
let stopped: Promise<void>

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([timelineView]))
  const store = log.storeOf('auditTrail')
  ;({ stopped } = await storeFeed({ store }).consume({ db, consumer: projection(timelineView, store), signal: stop.signal }))
})
afterAll(async () => {
  stop.abort()
  await stopped
  await log.close()
})

const Unknown = notedEventType('NotedByALaterRelease', 3)
const as = [...EVENT_TYPES.values(), Unknown]

const arrest = async (caseId: string, occurredAt?: string, occurredZone?: string) => {
  const { ids, lastPosition } = await log.record({
    caseId,
    facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }],
    eventTypes: as,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(occurredZone === undefined ? {} : { occurredZone }),
  })
  return { id: ids[0] ?? '', lastPosition }
}
const shown = async (position: string) => expect(await waitFor(db, consumerNameOf(timelineView), position, 30_000)).toBe(true)

describe('the timeline view', () => {
  it('contains every event of a case as recorded, also corrections and types that this release does not know', async () => {
    const caseId = randomUUID()
    const { id } = await arrest(caseId, '2016-03-27')
    await log.record({
      caseId,
      facts: [{ type: EventCorrected.type, data: { ...EventCorrected.example, correctsId: id } }],
      eventTypes: as,
    })
    const { lastPosition } = await log.record({ caseId, facts: [{ type: Unknown.type, data: { number: 1 } }], eventTypes: as })
    await shown(lastPosition)
    const stored = await log.storeOf('auditTrail').readCase(caseId)
    expect((await timelineRecords(db)(caseId)).records).toEqual(stored.map((event) => JSON.parse(JSON.stringify(event.toRecord()))))
    expect(stored).toHaveLength(3)
  })

  it('keeps a date as its source wrote it, and sorts by its first instant in its zone', async () => {
    const caseId = randomUUID()
    await arrest(caseId, '2016', 'Asia/Jakarta')
    await arrest(caseId, '0001', 'Asia/Jakarta')
    await arrest(caseId, '2016-03-27', 'Nowhere/Unheard')
    const { lastPosition } = await arrest(caseId)
    await shown(lastPosition)
    const rows: Record<string, unknown>[] = await db.query(
      `select occurred_at, to_char(occurred_from at time zone 'utc', 'YYYY-MM-DD HH24:MI') as begins, kind, agency,
          occurred_from = recorded_at::timestamptz as unknown_time from timeline_v1 where case_id = $1 order by position`,
      [caseId],
    )
    expect(rows).toMatchObject([
      { occurred_at: '2016', begins: '2015-12-31 17:00', kind: 'report', agency: 'zz-police' },
      { occurred_at: '0001', begins: '0001-01-01 00:00' },
      { occurred_at: '2016-03-27', begins: '2016-03-27 00:00' },
      { occurred_at: null, unknown_time: true },
    ])
  })

  it('lists its cases page by page', async () => {
    const cases = [randomUUID(), randomUUID()]
    for (const caseId of cases) await shown((await arrest(caseId)).lastPosition)
    const all: string[] = []
    for (let page = await timelineCases(db, { limit: 1 }); ; page = await timelineCases(db, { limit: 1, cursor: page.next })) {
      all.push(...page.cases.map(({ caseId }) => caseId))
      if (page.next === undefined) break
    }
    expect(all).toEqual(expect.arrayContaining(cases))
    expect(all).toEqual(all.toSorted())
  })

  it('is the same after a rebuild, and passes verification', async () => {
    const work = { view: timelineView, store: log.storeOf('auditTrail'), db }
    const before = await digest(db, timelineView)
    expect(before.rows).toBeGreaterThan(5)
    await rebuild(work)
    expect(await digest(db, timelineView)).toEqual(before)
    expect(await verify(work)).toMatchObject({ differing: 0 })
  })

  it('reads the records of a case again only when it has others', async () => {
    const recordsOf = timelineRecords(db)
    const caseId = randomUUID()
    expect((await recordsOf(caseId)).records).toEqual([])
    const first = await arrest(caseId, '2016-03-27')
    await shown((await arrest(caseId, '2016-03-28')).lastPosition)
    const read = await recordsOf(caseId)
    expect(read.records.map(({ envelope }) => envelope.occurredAt)).toEqual(['2016-03-27', '2016-03-28'])
    expect(await recordsOf(caseId)).toBe(read)

    await shown((await arrest(caseId, '2016-03-29')).lastPosition)
    const longer = await recordsOf(caseId)
    expect(longer.records.map(({ envelope }) => envelope.occurredAt)).toEqual(['2016-03-27', '2016-03-28', '2016-03-29'])
    expect(await recordsOf(caseId)).toBe(longer)

    // A view that follows a log which went back: another event is in the place of the last one.
    const last = longer.records.at(-1)?.position
    const change = `jsonb_set(jsonb_set(record::jsonb, '{eventHash}', '"00"'), '{envelope,occurredAt}', '"2016-04-01"')::json`
    await db.query(`update timeline_v1 set record = ${change} where case_id = $1 and position = $2`, [caseId, last])
    expect((await recordsOf(caseId)).records.at(-1)?.envelope.occurredAt).toBe('2016-04-01')
    await db.query('delete from timeline_v1 where case_id = $1 and position = $2', [caseId, last])
    expect((await recordsOf(caseId)).records).toEqual(read.records)

    // A rebuilt view: an event that was skipped is in it.
    await db.query(`delete from timeline_v1 where case_id = $1 and record->'envelope'->>'id' = $2`, [caseId, first.id])
    const skipped = await recordsOf(caseId)
    expect(skipped.records).toEqual(read.records.slice(1))
    const work = { db, store: log.storeOf('auditTrail'), view: timelineView }
    await rebuild(work)
    expect((await recordsOf(caseId)).records).toEqual(longer.records)

    // A rebuilt view: a record that was changed is as it was, although the last one is the same.
    const second = longer.records[1]?.position
    await db.query(`update timeline_v1 set record = '{}' where case_id = $1 and position = $2`, [caseId, second])
    const another = timelineRecords(db)
    expect((await another(caseId)).records[1]).toEqual({})
    await rebuild(work)
    expect((await another(caseId)).records).toEqual(longer.records)
  })

  it('keeps no case that is larger than all that may be kept', async () => {
    const caseId = randomUUID()
    await shown((await arrest(caseId, '2016-03-27')).lastPosition)
    const size = JSON.stringify((await timelineRecords(db)(caseId)).records).length
    const recordsOf = timelineRecords(db, size + 100)
    const small = await recordsOf(caseId)
    expect(await recordsOf(caseId)).toBe(small)
    await shown((await arrest(caseId, '2016-03-28')).lastPosition)
    const large = await recordsOf(caseId)
    expect(large.records).toHaveLength(2)
    expect(await recordsOf(caseId)).not.toBe(large)
    expect(await recordsOf(caseId)).toEqual({ ...large, computed: expect.any(Function) })
  })

  it('computes from the records of a case once for each purpose, and again from others', async () => {
    const recordsOf = timelineRecords(db)
    const caseId = randomUUID()
    await shown((await arrest(caseId, '2016-03-27')).lastPosition)
    const [count, days] = [{}, {}]
    const compute = async (by: object) => {
      const { computed, records } = await recordsOf(caseId)
      return computed(by, () => ({ of: records.length }))
    }
    expect(await compute(count)).toBe(await compute(count))
    expect(await compute(days)).not.toBe(await compute(count))
    await shown((await arrest(caseId, '2016-03-28')).lastPosition)
    expect(await compute(count)).toEqual({ of: 2 })
  })
})
