import type { Fact } from '@case-timeline/contracts'
import { partitionOf, positionOf, register, takePartitions } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { endOf, everyPartitionUpTo, fill, type Filling, onLog, type PartitionPositions } from './fill.ts'
import { projection } from './projection.ts'
import { AllMarked, Noted, tally } from './tally.fixtures.ts'
import { tablesOf } from './view-table.ts'

const one = randomUUID()
const caseOfAnotherPartition = (): string => {
  const other = randomUUID()
  return partitionOf(other) === partitionOf(one) ? caseOfAnotherPartition() : other
}
const other = caseOfAnotherPartition()

let log: TestLog
let db: DataSource
let filling: Filling
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally]))
  const store = log.storeOf('prosecution')
  const consumer = projection(tally, store)
  await register(db.manager, consumer, store)
  filling = { consumer, claimed: await takePartitions(db, consumer.name), generation: store.generation }
})
afterAll(() => log.close())

const note = (number: number): Fact => ({ type: Noted.type, data: { number } })
const record = async (caseId: string, ...facts: readonly Fact[]) =>
  (await log.record({ caseId, facts, eventTypes: [Noted, AllMarked] })).lastPosition
const fillUpTo = (ends: PartitionPositions) =>
  fill([filling], { store: log.storeOf('prosecution'), db }, ends, { signal: new AbortController().signal })
const fillToEnd = async () => fillUpTo(everyPartitionUpTo(await endOf(log.storeOf('prosecution'))))
const counts = async (caseId: string): Promise<readonly unknown[]> =>
  (await db.query('select number, count from number_tally_v1 where case_id = $1 order by number', [caseId])).map(Object.values)
const reached = (caseId: string) => positionOf(db, filling.consumer.name, partitionOf(caseId))

describe('a table that is filled up to another position in each partition', () => {
  it('has the events of each partition up to its own end, and continues there', async () => {
    await record(one, note(1))
    const end = await record(other, note(1))
    await record(other, note(2))
    const last = await record(one, note(1), note(2))
    const ends = new Map([
      [partitionOf(one), last],
      [partitionOf(other), end],
    ])
    await fillUpTo(await onLog(log.storeOf('prosecution'), ends))
    expect([await counts(one), await counts(other)]).toEqual([
      [
        ['1', 2],
        ['2', 1],
      ],
      [['1', 1]],
    ])
    expect([await reached(one), await reached(other)]).toEqual([last, end])
    await fillToEnd()
    expect(await counts(other)).toEqual([
      ['1', 1],
      ['2', 1],
    ])
    expect(await positionOf(db, filling.consumer.name)).toBe(last)
  })

  it('is filled up to the end of a log whose last events change nothing in it', async () => {
    for (let number = 0; number < 3; number += 1) {
      const end = await record(randomUUID(), { type: AllMarked.type, data: { number } })
      await fillToEnd()
      expect(await positionOf(db, filling.consumer.name)).toBe(end)
    }
  })
})
