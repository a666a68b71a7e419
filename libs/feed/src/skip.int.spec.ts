import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { claim, type Claim, register, lowestPositionOf } from './claim.ts'
import type { Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import { notedEventType, type TestLog, testLog } from './fixtures.ts'
import { parkedCases } from './parked.ts'
import { skippedEvents, skipParked } from './skip.ts'

const Noted = notedEventType('Noted')

let log: TestLog
let db: DataSource

beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

describe('the skipping of an event that a consumer cannot handle', () => {
  const handled: unknown[] = []
  const consumer: Consumer = {
    name: 'test.skip',
    events: [Noted],
    from: 'beginning',
    apply: (events) => {
      for (const { data } of events) {
        const { number } = data as { number: number }
        if (number === 13) return Promise.reject(new Error('thirteen cannot be handled'))
        handled.push(number)
      }
      return Promise.resolve()
    },
  }
  const caseId = randomUUID()
  let position = ''
  const skip = (at = position) =>
    skipParked(db, log.storeOf('prosecution'), consumer, { caseKey: caseId, position: at, reasonCode: 'defectKnown', skippedBy: 'o.tan' })

  beforeAll(async () => {
    const note = (number: number) => log.record({ caseId, facts: [{ type: Noted.type, data: { number } }], eventTypes: [Noted] })
    position = (await note(13)).lastPosition
    await note(14)
    await note(15)
    const store = log.storeOf('prosecution')
    await register(db.manager, consumer, store)
    const claimed = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
    const page = await store.readAll({ after: lowestPositionOf(claimed), limit: 100 })
    await deliver(db, consumer, claimed, page.events, page)
    expect(await parkedCases(db, consumer.name)).toMatchObject([{ position, waiting: 3 }])
  })

  it('requires the position of the event, so that no other event is skipped by mistake', async () => {
    await expect(skip('4711')).rejects.toThrow(`position ${position}: list the parked cases again`)
    expect(handled).toEqual([])
  })

  it('lets the consumer handle the events behind it, in order', async () => {
    expect(await skip()).toEqual({ handled: 2, remaining: 0 })
    expect(handled).toEqual([14, 15])
    expect(await skip()).toBeUndefined()
  })

  it('is recorded with the user, the reason and the error of the consumer', async () =>
    expect(await skippedEvents(db)).toMatchObject([
      {
        consumer: consumer.name,
        caseKey: caseId,
        position,
        type: Noted.type,
        failedBecause: 'Error: thirteen cannot be handled',
        reasonCode: 'defectKnown',
        skippedBy: 'o.tan',
      },
    ]))
})
