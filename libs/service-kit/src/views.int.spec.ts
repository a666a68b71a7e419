import { advance, EVERY_PARTITION, partitionOf, register, takePartitions } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import type { Problem } from '@case-timeline/http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { consumerMeasures } from './measures.ts'
import { viewsOf } from './views.ts'

const Noted = notedEventType('Noted')
const consumers = ['view.one.v1', 'view.two.v1']
const caseId = randomUUID()
const SOON_MS = 50
const agencyId = 'zz-prosecution'

let log: TestLog
let db: DataSource
let position = '0'
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
  const store = log.storeOf('prosecution')
  for (const name of consumers) await register(db.manager, { name, from: 'beginning' }, store)
  position = (await log.record({ caseId, facts: [{ type: Noted.type, data: { number: 1 } }], eventTypes: [Noted] })).lastPosition
})
afterAll(() => log.close())

const advanceTo = async (consumer: string, partitions: readonly number[]) => {
  const held = await takePartitions(db, consumer, partitions)
  await db.transaction((tx) => advance(tx, held, { position }))
}

it('a query of one case waits for its partition of each view, and a query of all cases for all partitions', async () => {
  const views = viewsOf(db, log.storeOf('prosecution'), consumers, { longestWaitMs: SOON_MS, pollMs: 5 })
  const own = [partitionOf(caseId)]
  await advanceTo('view.one.v1', own)
  expect(await views.reach(position, { caseId, agencyId })).toBe(false)
  await advanceTo('view.two.v1', own)
  expect([await views.reach(position, { caseId, agencyId }), await views.reach(position, { agencyId })]).toEqual([true, false])
  for (const consumer of consumers)
    await advanceTo(
      consumer,
      EVERY_PARTITION.filter((one) => !own.includes(one)),
    )
  expect(await views.reach(position, { agencyId })).toBe(true)
})

describe('requests that wait for a position', () => {
  /** The database, with the number of statements that it has received. */
  const counted = () => {
    const counts = { statements: 0 }
    const query = (...statement: Parameters<DataSource['query']>): Promise<never> => {
      counts.statements += 1
      return db.query(...statement)
    }
    return { counts, db: { query } as Pick<DataSource, 'query'> }
  }
  /** A view that exists and has not begun. */
  const unmoved = ['view.unmoved.v1']

  it('share one reading of the progress, however many they are', async () => {
    const { counts, db: database } = counted()
    const views = viewsOf(database, log.storeOf('prosecution'), unmoved, { longestWaitMs: 300, pollMs: 100, perAgency: 500, total: 500 })
    const reached = await Promise.all(Array.from({ length: 500 }, () => views.reach(position, { agencyId })))
    expect(new Set(reached)).toEqual(new Set([false]))
    expect(counts.statements).toBeLessThan(10)
  })

  it('are woken by a consumer of this process before the next reading is due', async () => {
    const name = 'view.woken.v1'
    await register(db.manager, { name, from: 'beginning' }, log.storeOf('prosecution'))
    const views = viewsOf(db, log.storeOf('prosecution'), [name], { longestWaitMs: 60_000, pollMs: 60_000 })
    const reached = views.reach(position, { agencyId })
    await new Promise((resolve) => setTimeout(resolve, SOON_MS))
    await advanceTo(name, EVERY_PARTITION)
    const woken = setInterval(() => views.observe({ consumer: name, kind: 'delivered', events: 1, position }), 5)
    expect(await reached).toBe(true)
    clearInterval(woken)
  })

  it('are answered soon when the service ends, those that come then included: the views are still filled a moment longer', async () => {
    const draining = new AbortController()
    const views = viewsOf(db, log.storeOf('prosecution'), unmoved, { longestWaitMs: 60_000, pollMs: 5, draining: draining.signal })
    const waits = views.reach(position, { agencyId })
    const begun = performance.now()
    draining.abort()
    expect(await Promise.all([waits, views.reach(position, { agencyId })])).toEqual([false, false])
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  it('are answered when a consumer of this process has passed their position, before its checkpoint is written', async () => {
    const name = 'view.passed.v1'
    await register(db.manager, { name, from: 'beginning' }, log.storeOf('prosecution'))
    const views = viewsOf(db, log.storeOf('prosecution'), [name], { longestWaitMs: SOON_MS, pollMs: 5 })
    views.observe({ consumer: 'view.another.v1', kind: 'passed', position })
    expect(await views.reach(position, { agencyId })).toBe(false)
    views.observe({ consumer: name, kind: 'passed', position })
    expect(await views.reach(position, { agencyId })).toBe(true)
    views.observe({ consumer: name, kind: 'claim-lost' })
    expect(await views.reach(position, { agencyId })).toBe(false)
  })

  it('wait for every partition, where a consumer of this process has passed the position only in some', async () => {
    const name = 'view.partly-passed.v1'
    await register(db.manager, { name, from: 'beginning' }, log.storeOf('prosecution'))
    const views = viewsOf(db, log.storeOf('prosecution'), [name], { longestWaitMs: SOON_MS, pollMs: 5 })
    const own = partitionOf(caseId)
    views.observe({ consumer: name, kind: 'passed', position, partition: own })
    expect(await views.reach(position, { agencyId, caseId })).toBe(true)
    expect(await views.reach(position, { agencyId })).toBe(false)
    for (const partition of EVERY_PARTITION) views.observe({ consumer: name, kind: 'passed', position, partition })
    expect(await views.reach(position, { agencyId })).toBe(true)
    views.observe({ consumer: name, kind: 'claimed', position: '0' })
    expect(await views.reach(position, { agencyId, caseId })).toBe(false)
  })

  it('are refused with 400 when the log does not reach their position, and 429 when too many wait, of one agency or of all', async () => {
    const views = viewsOf(db, log.storeOf('prosecution'), unmoved, { longestWaitMs: SOON_MS, pollMs: 5, perAgency: 2, total: 3 })
    const kindOf = (agency: string, wanted = position) =>
      views.reach(wanted, { agencyId: agency }).catch((problem: Problem) => `${problem.status} ${problem.kind}`)
    expect(await kindOf(agencyId, '9999999')).toBe('400 position-beyond-log')
    const outcomes = await Promise.all(['a', 'a', 'a', 'b', 'b'].map((agency) => kindOf(agency)))
    expect(outcomes).toEqual([false, false, '429 overloaded', false, '429 overloaded'])
    expect(await kindOf('a')).toBe(false)
  })

  it('get the error of the database, and the next one waits again', async () => {
    const failing = { isDown: false }
    const query = (...statement: Parameters<DataSource['query']>): Promise<never> =>
      failing.isDown ? Promise.reject(new Error('gone')) : db.query(...statement)
    const views = viewsOf({ query } as Pick<DataSource, 'query'>, log.storeOf('prosecution'), unmoved, {
      longestWaitMs: 1_000,
      pollMs: 5,
    })
    const waiting = views.reach(position, { agencyId })
    setTimeout(() => (failing.isDown = true), 10)
    await expect(waiting).rejects.toThrow('gone')
    failing.isDown = false
    expect(await views.reach(position, { agencyId })).toBe(false)
  })
})

it('the measures contain the last log position and the lowest position of each consumer of this release', async () => {
  const store = log.storeOf('prosecution')
  await register(db.manager, { name: 'view.of-an-older-release.v1', from: 'beginning' }, store)
  const measures = await consumerMeasures(
    db,
    store,
    consumers.map((name) => ({ name, events: 'every', from: 'beginning', apply: () => Promise.resolve() })),
  )
  const ofName = (name: string) => measures.filter((one) => one.name === name).map(({ labels, value }) => [labels['consumer'], value])
  expect(ofName('case_timeline_log_position')).toEqual([[undefined, Number(position)]])
  expect(ofName('case_timeline_consumer_position')).toEqual(consumers.map((name) => [name, Number(position)]))
  expect(ofName('case_timeline_parked_cases')).toEqual(consumers.map((name) => [name, 0]))
})
