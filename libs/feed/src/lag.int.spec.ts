import type { EventType } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { claim, type Claim, lowestPositionOf, register } from './claim.ts'
import type { Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import { notedEventType, type TestLog, testLog } from './fixtures.ts'
import { type Lag, lagOf } from './lag.ts'
import { partitionOf } from './partition.ts'
import { retryParked } from './retry.ts'

const Noted = notedEventType('Noted')
const Other = notedEventType('OtherNoted')
const consumer = { name: 'test.lag', events: [Noted], from: 'head' } as const

let log: TestLog
let db: DataSource

beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

const note = (caseId: string, number: number, type: EventType = Noted) =>
  log.record({ caseId, facts: [{ type: type.type, data: { number } }], eventTypes: [type] })

describe('the lag of a consumer', () => {
  it('is counted in handled events for each partition, and in the age of the oldest event', async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    const store = log.storeOf('prosecution')
    await note(one, 0)
    await register(db.manager, consumer, store)
    expect(await lagOf(db, store, consumer, Date.now())).toMatchObject({ consumer: consumer.name, behind: 0, behindSeconds: 0 })
    await note(one, 1)
    await note(one, 2, Other)
    await note(one, 3)
    await note(other, 4)
    const lag = await lagOf(db, store, consumer, Date.now() + 60_000)
    expect(lag).toMatchObject({ behind: 3, isLowerBound: false })
    expect(lag.behindSeconds).toBeGreaterThanOrEqual(59)
    const inOne = lag.partitions.find(({ partition }) => partition === partitionOf(one))
    expect(inOne?.behind).toBe(partitionOf(one) === partitionOf(other) ? 3 : 2)
  })

  it('is undefined for a consumer that was never started', async () =>
    expect(await lagOf(db, log.storeOf('prosecution'), { ...consumer, name: 'test.never' }, Date.now())).toMatchObject({
      partitions: [],
      behind: 0,
    }))

  it('has the age of the oldest event of a parked case, until the case is handled', async () => {
    const [caseId, other] = [randomUUID(), randomUUID()]
    const store = log.storeOf('prosecution')
    let isBroken = true
    const parking: Consumer = {
      name: 'test.lag-of-parked',
      events: [Noted],
      from: 'head',
      apply: (batch) =>
        isBroken && batch.some((event) => event.caseId === caseId) ? Promise.reject(new Error('broken')) : Promise.resolve(),
    }
    await register(db.manager, parking, store)
    const claimed = (await claim(db, parking.name, 'spec', 60_000)) as Claim
    await note(caseId, 1)
    await note(caseId, 2)
    await note(other, 3)
    const { events, ...at } = await store.readAll({ after: lowestPositionOf(claimed), limit: 100 })
    await deliver(db, parking, claimed, events, at)
    const recordedAt = Date.parse(events[0]?.recordedAt ?? '')
    const lag = await lagOf(db, store, parking, recordedAt + 3_600_000)
    expect(lag).toMatchObject({ behind: 0, parked: 2, isLowerBound: false })
    expect(lag.behindSeconds).toBeCloseTo(3_600, 1)
    expect(lag.partitions.map(({ behindSeconds }) => behindSeconds)).toEqual(lag.partitions.map(() => 0))

    isBroken = false
    await retryParked(db, store, parking, caseId)
    expect(await lagOf(db, store, parking, recordedAt + 3_600_000)).toMatchObject({ behind: 0, parked: 0, behindSeconds: 0 })
  })

  it('is unknown in a partition of which not all events were read, and not 0', async () => {
    const one = randomUUID()
    let other = randomUUID()
    while (partitionOf(other) === partitionOf(one)) other = randomUUID()
    const store = log.storeOf('prosecution')
    const stalled = { name: 'test.lag-of-stalled', events: [Noted], from: 'head' } as const
    await register(db.manager, stalled, store)
    const facts = Array.from({ length: 500 }, (_, number) => ({ type: Noted.type, data: { number } }))
    for (let times = 0; times < 21; times += 1) await log.record({ caseId: one, facts, eventTypes: [Noted] })
    await note(other, 1)
    const inPartitionOf = ({ partitions }: Lag, caseId: string) => partitions.find(({ partition }) => partition === partitionOf(caseId))
    const lag = await lagOf(db, store, stalled, Date.now() + 60_000)
    expect(lag).toMatchObject({ behind: 10_000, isLowerBound: true, behindSeconds: expect.any(Number) })
    expect(inPartitionOf(lag, one)).toMatchObject({ behind: 10_000, isLowerBound: true, behindSeconds: expect.any(Number) })
    expect(inPartitionOf(lag, other)).toMatchObject({ behind: 0, isLowerBound: true })
    expect(inPartitionOf(lag, other)?.behindSeconds).toBeUndefined()

    // One that is at the end of the log is idle, whatever was counted of the others.
    const moved = 'update feed_checkpoint set position = $3 where consumer = $1 and partition = $2'
    await db.query(moved, [stalled.name, partitionOf(other), await store.lastPosition()])
    expect(inPartitionOf(await lagOf(db, store, stalled, Date.now()), other)).toMatchObject({
      behind: 0,
      behindSeconds: 0,
      isLowerBound: false,
    })
  }, 60_000)

  it('is unknown, and not 0, while the log lacks what the consumer has handled', async () => {
    const store = log.storeOf('prosecution')
    const waiting = { name: 'test.lag-off-log', events: [Noted], from: 'head' } as const
    await note(randomUUID(), 1)
    await register(db.manager, waiting, store)
    await db.query(`update feed_checkpoint set log_hash = repeat('0', 64) where consumer = $1`, [waiting.name])
    const lag = await lagOf(db, store, waiting, Date.now() + 60_000)
    expect(lag).toMatchObject({ behind: 0, isLowerBound: true })
    expect([lag, ...lag.partitions].map(({ behindSeconds }) => behindSeconds)).toEqual([lag, ...lag.partitions].map(() => undefined))
    expect(lag.partitions.map(({ isLowerBound }) => isLowerBound)).toEqual(lag.partitions.map(() => true))
  })

  it('has the time for which an event is parked if a release before did not keep its age', async () => {
    const consumer = { name: 'test.lag-of-parked-before', events: [Noted] }
    await db.query(`insert into feed_parked_case (consumer, case_key, reason, since) values ($1, 'a', 'broken', '2026-11-01T00:00:00Z')`, [
      consumer.name,
    ])
    await db.query(
      `insert into feed_parked_event (consumer, case_key, position, event_id, type, schema_version) values ($1, 'a', 1, $2, $3, 1)`,
      [consumer.name, randomUUID(), Noted.type],
    )
    const now = Date.parse('2026-11-01T00:01:00Z')
    expect(await lagOf(db, log.storeOf('prosecution'), consumer, now)).toMatchObject({ behind: 0, parked: 1, behindSeconds: 60 })
  })
})
