import { advance, EVERY_PARTITION, partitionOf, register, take } from '@case-timeline/feed'
import { noted, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { consumerMeasures } from './measures.ts'
import { viewsOf } from './views.ts'

const Noted = noted('Noted')
const consumers = ['view.one.v1', 'view.two.v1']
const caseId = randomUUID()
const SOON_MS = 50

let log: TestLog
let db: DataSource
let position = '0'
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
  const store = log.storeOf('prosecution')
  for (const name of consumers) await register(db.manager, { name, from: 'beginning' }, store)
  position = (await log.record({ caseId, facts: [{ type: Noted.type, data: { number: 1 } }], as: [Noted] })).lastPosition
})
afterAll(() => log.close())

const come = async (consumer: string, partitions: readonly number[]) => {
  const held = await take(db, consumer, partitions)
  await db.transaction((tx) => advance(tx, held, position))
}

it('a question about one case waits for that case’s part of each view, and one about all for all of them', async () => {
  const views = viewsOf(db, consumers, SOON_MS)
  const own = [partitionOf(caseId)]
  await come('view.one.v1', own)
  expect(await views.reach(position, caseId)).toBe(false)
  await come('view.two.v1', own)
  expect([await views.reach(position, caseId), await views.reach(position)]).toEqual([true, false])
  for (const consumer of consumers)
    await come(
      consumer,
      EVERY_PARTITION.filter((one) => !own.includes(one)),
    )
  expect(await views.reach(position)).toBe(true)
})

it('monitoring is told where the log ends, and how far each consumer of this release is in all of its parts', async () => {
  const store = log.storeOf('prosecution')
  await register(db.manager, { name: 'view.of-an-older-release.v1', from: 'beginning' }, store)
  const told = await consumerMeasures(
    db,
    store,
    consumers.map((name) => ({ name, events: 'every', from: 'beginning', apply: () => Promise.resolve() })),
  )
  const ofName = (name: string) => told.filter((one) => one.name === name).map(({ labels, value }) => [labels['consumer'], value])
  expect(ofName('case_timeline_log_position')).toEqual([[undefined, Number(position)]])
  expect(ofName('case_timeline_consumer_position')).toEqual(consumers.map((name) => [name, Number(position)]))
  expect(ofName('case_timeline_parked_cases')).toEqual(consumers.map((name) => [name, 0]))
})
