import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { claim, type Claim, register, startOf } from './claim.ts'
import type { Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import { noted, type TestLog, testLog } from './fixtures.ts'
import { parkedCases } from './parked.ts'
import { skippedEvents, skipParked } from './skip.ts'

const Noted = noted('Noted')

let log: TestLog
let db: DataSource

beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

describe('an operator leaves out an event that a consumer cannot handle', () => {
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
    const note = (number: number) => log.record({ caseId, facts: [{ type: Noted.type, data: { number } }], as: [Noted] })
    position = (await note(13)).lastPosition
    await note(14)
    await note(15)
    const store = log.storeOf('prosecution')
    await register(db.manager, consumer, store)
    const claimed = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
    const page = await store.readAll({ after: startOf(claimed), limit: 100 })
    await deliver(db, consumer, claimed, page.events, page.position)
    expect(await parkedCases(db, consumer.name)).toMatchObject([{ position, waiting: 3 }])
  })

  it('whom he must name: what he has not seen is not left out', async () => {
    await expect(skip('4711')).rejects.toThrow(`position ${position}: look at the list again`)
    expect(handled).toEqual([])
  })

  it('and what waits behind it goes on, in order', async () => {
    expect(await skip()).toEqual({ handled: 2, left: 0 })
    expect(handled).toEqual([14, 15])
    expect(await skip()).toBeUndefined()
  })

  it('and who decided it, why, and what the consumer had said is kept', async () =>
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
