import type { EventType } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { register } from './claim.ts'
import { notedEventType, type TestLog, testLog } from './fixtures.ts'
import { lagOf } from './lag.ts'
import { partitionOf } from './partition.ts'

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
})
