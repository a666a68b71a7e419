import type { Fact } from '@case-timeline/contracts'
import {
  type Claim,
  claim,
  type Consumer,
  deliver,
  lowestPositionOf,
  parkedCases,
  positionOf,
  register,
  retryParked,
  storeFeed,
} from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { projection } from './projection.ts'
import { AllMarked, Noted, tally } from './tally.fixtures.ts'
import { tablesOf } from './view-table.ts'

const LEASE_MS = 60_000

let log: TestLog
let db: DataSource
let statements: string[] = []
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally]))
  db.subscribers.push({ beforeQuery: ({ query }) => void statements.push(query) })
})
afterAll(() => log.close())
beforeEach(() => db.query('truncate number_tally_v1, feed_checkpoint, feed_lease, feed_parked_case cascade'))

const note = (number: number): Fact => ({ type: Noted.type, data: { number } })
const record = (caseId: string, ...facts: readonly Fact[]) => log.record({ caseId, facts, eventTypes: [Noted, AllMarked] })
const countsOf = (caseId: string): Promise<unknown[]> =>
  db.query('select number, count from number_tally_v1 where case_id = $1 order by number', [caseId])

const followed = async (consumer: Consumer): Promise<Claim> => {
  await register(db.manager, consumer, log.storeOf('prosecution'))
  return (await claim(db, consumer.name, randomUUID(), LEASE_MS)) as Claim
}

/** Delivers what was recorded since. @returns the statements */
const follow = async (consumer: Consumer, held: Claim, defersUnchanged = false): Promise<readonly string[]> => {
  const { events, ...at } = await log.storeOf('prosecution').readAll({ after: lowestPositionOf(held), limit: 5_000 })
  statements = []
  await deliver(db, consumer, held, events, at, { defersUnchanged })
  return statements
}

describe('a batch of events for a view', () => {
  const view = () => projection(tally, log.storeOf('prosecution'))

  it('costs one statement that reads rows, and one that writes them with the checkpoint', async () => {
    const consumer = view()
    const held = await followed(consumer)
    const [one, other] = [randomUUID(), randomUUID()]
    await record(one, note(1))
    await follow(consumer, held)
    await record(one, note(1), note(2))
    await record(other, note(7))
    expect(await follow(consumer, held)).toHaveLength(2)
    expect([await countsOf(one), await countsOf(other)]).toEqual([
      [
        { number: '1', count: 2 },
        { number: '2', count: 1 },
      ],
      [{ number: '7', count: 1 }],
    ])
  })

  it('costs two statements in the feed, too, from the second batch on', async () => {
    const ending = new AbortController()
    const consumer = view()
    const { stopped } = await storeFeed({ store: log.storeOf('prosecution') }).consume({ db, consumer, signal: ending.signal })
    const caseId = randomUUID()
    const written = async (number: number): Promise<readonly string[]> => {
      statements = []
      await record(caseId, note(number))
      while ((await countsOf(caseId)).length < number) await pause(10)
      return statements.filter((statement) => /number_tally_v1 t|into number_tally_v1|TRANSACTION|COMMIT/.test(statement))
    }
    await written(1)
    expect(await written(2)).toHaveLength(2)
    ending.abort()
    await stopped
  })

  it('that changes nothing costs the statement that reads rows, and its checkpoint moves with those of other consumers', async () => {
    const ending = new AbortController()
    const consumer = view()
    const held = await followed(consumer)
    const caseId = randomUUID()
    await record(randomUUID(), note(1))
    await follow(consumer, held)
    const before = await positionOf(db, consumer.name)
    await record(caseId, { type: AllMarked.type, data: { number: 1 } })
    expect(await follow(consumer, held, true)).toHaveLength(1)
    expect(await positionOf(db, consumer.name)).toBe(before)
    expect(await follow(consumer, held)).toHaveLength(2)
    expect(await positionOf(db, consumer.name)).toBe(await log.storeOf('prosecution').lastPosition())
    await db.query('delete from feed_lease')
    const { stopped } = await storeFeed({ store: log.storeOf('prosecution') }).consume({ db, consumer, signal: ending.signal })
    const [last] = (await log.storeOf('prosecution').readCase(caseId)).map(({ position }) => position)
    while ((await positionOf(db, consumer.name)) !== last) await pause(10)
    await record(caseId, note(1), { type: AllMarked.type, data: { number: 2 } })
    while ((await countsOf(caseId)).length < 1) await pause(10)
    expect(await db.query('select marks from number_tally_v1 where case_id = $1', [caseId])).toEqual([{ marks: [2] }])
    ending.abort()
    await stopped
  })

  it('is not written when another replica took over after the rows were read', async () => {
    const consumer = view()
    const held = await followed(consumer)
    const caseId = randomUUID()
    await record(caseId, note(1))
    await follow(consumer, held)
    await record(caseId, note(1))
    const overtaken: Consumer = {
      ...consumer,
      async prepare(...batch) {
        const effect = await consumer.prepare?.(...batch)
        await db.query('delete from feed_lease')
        await record(caseId, note(1))
        await follow(consumer, await followed(consumer))
        return effect
      },
    }
    await expect(follow(overtaken, held)).rejects.toThrow('another replica took over')
    expect(await countsOf(caseId)).toEqual([{ number: '1', count: 3 }])
  })

  it('waits behind the parked case, and costs no transaction any more once no case is parked', async () => {
    const consumer = view()
    const failing: Consumer = {
      ...consumer,
      prepare: () => Promise.reject(new Error('out of order')),
      apply: () => Promise.reject(new Error('out of order')),
    }
    const held = await followed(consumer)
    const caseId = randomUUID()
    await record(caseId, note(1))
    await follow(consumer, held)
    await record(caseId, note(1))
    await follow(failing, held)
    await record(caseId, note(1))
    await follow(consumer, held)
    expect(await parkedCases(db)).toMatchObject([{ caseKey: caseId, waiting: 2 }])
    await retryParked(db, log.storeOf('prosecution'), consumer, caseId)
    await record(caseId, note(1))
    await follow(consumer, held)
    await record(caseId, note(1))
    expect(await follow(consumer, held)).toHaveLength(2)
    expect(await countsOf(caseId)).toEqual([{ number: '1', count: 5 }])
  })
})
