import { readableEventStore } from '@case-timeline/event-store'
import { postgresEventStore } from '@case-timeline/event-store/drivers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { DataSource } from 'typeorm'
import { claim, type Claim, lowestPositionOf, register } from './claim.ts'
import type { Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import { notedEventType, type TestLog, testLog } from './fixtures.ts'
import { parkedCases } from './parked.ts'
import { retryParked } from './retry.ts'

const Noted = notedEventType('Noted')

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

describe('the retry of a parked case', () => {
  it.each([
    ['every type', 'every'],
    ['its own types', [Noted]],
  ] as const)('passes over an event that cannot be read any more, by a consumer of %s', async (_, events) => {
    const db = await log.open()
    const caseId = randomUUID()
    const handled: unknown[] = []
    const consumer: Consumer = {
      name: 'test.retry',
      events,
      from: 'beginning',
      apply: (batch) => {
        for (const { data } of batch) {
          const { number } = data as { number: number }
          if (number === 13) return Promise.reject(new Error('thirteen cannot be handled'))
          handled.push(number)
        }
        return Promise.resolve()
      },
    }
    const store = log.storeOf('investigation')
    await register(db.manager, consumer, store)
    for (const number of [13, 14]) await log.record({ caseId, facts: [{ type: Noted.type, data: { number } }], eventTypes: [Noted] })
    const claimed = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
    const { events: batch, ...at } = await store.readAll({ after: lowestPositionOf(claimed), limit: 100 })
    const ofCase = batch.filter((event) => event.caseId === caseId)
    await deliver(db, consumer, claimed, ofCase, at)
    expect(await parkedCases(db, consumer.name)).toMatchObject([{ waiting: 2 }])

    const admin = await new DataSource({ type: 'postgres', url: log.adminUrl }).initialize()
    await admin.query('alter table events.event disable trigger append_only')
    await admin.query(`update events.event set data = 'null' where position = $1`, [ofCase[0]?.position])
    await admin.query('alter table events.event enable always trigger append_only')
    await admin.destroy()
    const later = readableEventStore(postgresEventStore({ url: log.urlOf('investigation') }))
    try {
      expect(await retryParked(db, later, consumer, caseId)).toEqual({ handled: 2, remaining: 0 })
      expect(handled).toEqual([14])
    } finally {
      await later.close()
    }
  })
})
