import { randomUUID } from 'node:crypto'
import { lagOf, register } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { catchUp } from './catch-up.ts'

const Noted = notedEventType('Noted')
const consumer = { name: 'test.catch-up', events: [Noted], from: 'beginning' } as const

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

it('the time until a consumer has caught up follows from its checkpoints and the log', async () => {
  const store = log.storeOf('prosecution')
  await register(db.manager, consumer, store)
  const facts = Array.from({ length: 20 }, (_, number) => ({ type: Noted.type, data: { number } }))
  const { firstPosition, lastPosition } = await log.record({ caseId: randomUUID(), facts, eventTypes: [Noted] })
  const { estimate } = catchUp()
  const inMinute = Date.now() + 60_000
  const estimateAfter = async (seconds: number, handled: number) => {
    await db.query('update feed_checkpoint set position = $1 where consumer = $2', [Number(firstPosition) - 1 + handled, consumer.name])
    const now = inMinute + seconds * 1_000
    return estimate(await lagOf(db, store, consumer, now), lastPosition, now)
  }
  expect(await estimateAfter(0, 0)).toBeUndefined()
  expect(await estimateAfter(10, 5)).toBeCloseTo(30)
  expect(await estimateAfter(20, 10)).toBeCloseTo(20)
  expect(await estimateAfter(30, 10)).toBeCloseTo(30)
  expect(await estimateAfter(40, 20)).toBe(0)
})
