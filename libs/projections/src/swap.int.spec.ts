import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { waitUntil } from '@case-timeline/feed/fixtures'
import type { Comparison } from './compare.ts'
import { DiffersFromView, type KeptComparison, rebuild } from './rebuild.ts'
import { NothingToRestore, retire, rollback } from './rollback.ts'
import { randomUUID } from 'node:crypto'
import { type TallyLog, tallyLog, watchedStore } from './rebuilding.fixtures.ts'
import { SwappedSince } from './shadow.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
})
afterAll(() => log.close())
beforeEach(() => log.clear())

const work = () => ({ view: tally, store: log.store, db: log.db })

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index % 7)

/** Whether a rebuild locks out the writer of the view at this moment. */
const isLockedOut = async (): Promise<boolean> => {
  const found: unknown[] = await log.db.query(
    `select from pg_locks where relation = 'number_tally_v1'::regclass and mode = 'ShareRowExclusiveLock' and granted`,
  )
  return found.length > 0
}

describe('the swap of a rebuild', () => {
  it('reads next to nothing while it locks out the writer, whatever was recorded since', async () => {
    await log.note(numbers(10))
    await log.follow()
    let lockedOutReads = 0
    let isFirst = true
    const store = watchedStore(log.store, async (events) => {
      if (isFirst) {
        isFirst = false
        for (let times = 0; times < 6; times += 1) await log.note(numbers(300))
      }
      if (await isLockedOut()) lockedOutReads += events
    })
    const result = await rebuild({ ...work(), store })
    expect(result.events).toBeGreaterThan(1_800)
    expect(lockedOutReads).toBeLessThan(50)
    expect(result.position).toBe(await log.store.lastPosition())
    await log.follow()
    expect(await verify(work())).toMatchObject({ differing: 0 })
  })

  it('fills what the view has more than the second table while it locks out the writer, so that nothing goes back', async () => {
    const caseId = randomUUID()
    await log.note([1, 2], caseId)
    const caughtUp = await log.store.lastPosition()
    await log.note([1], caseId)
    await log.follow()
    const checkpoints = () =>
      log.db.query(`select partition, position from feed_checkpoint where consumer = 'view.number-tally.v1' order by partition`)
    const before: unknown = await checkpoints()
    let isRead = false
    // The last event seems to be recorded when the second table has caught up, and the view has handled it.
    const store = new Proxy(log.store, {
      get(target, member) {
        const own: unknown = Reflect.get(target, member, target)
        if (member === 'lastPosition')
          return async () => {
            if (!(await isLockedOut())) return caughtUp
            isRead = true
            return target.lastPosition()
          }
        return typeof own === 'function' ? (own.bind(target) as unknown) : own
      },
    })
    await rebuild({ ...work(), store })
    expect(await log.rowsOf(caseId)).toEqual([
      { number: '1', count: 2 },
      { number: '2', count: 1 },
    ])
    expect(await checkpoints()).toEqual(before)
    expect(isRead).toBe(true)
  })

  it('lets the writer go on while a reader of the table does not end, and swaps when it has ended', async () => {
    const caseId = await log.note([1])
    const stop = await log.following()
    const reader = log.db.createQueryRunner()
    await reader.query('begin')
    await reader.query('select from number_tally_v1')
    let isDone = false
    const rebuilt = rebuild(work()).finally(() => (isDone = true))
    for (let times = 1; times <= 10; times += 1) {
      await log.note([1], caseId)
      // In a session of its own, as the live consumer has: it would wait behind the swap.
      const shown = async () => (await log.rowsOf(caseId))[0]?.count
      await waitUntil(`the row shows ${times} of the notes`, async () => (await shown()) === times + 1)
    }
    expect(isDone).toBe(false)
    await reader.query('commit')
    await reader.release()
    await rebuilt
    await stop()
    expect(await verify(work())).toMatchObject({ differing: 0 })
  })
})

describe('rolling a rebuild back', () => {
  it('restores the rows from before, with what was recorded since', async () => {
    const [one, two] = [await log.note([1]), await log.note([2, 2])]
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 40 where case_id = $1', [one])
    await rebuild(work())
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 1 }])
    await log.note([1, 5], one)
    await log.follow()
    const { position } = await rollback(work())
    expect(position).toBe(await log.store.lastPosition())
    expect(await log.rowsOf(one)).toEqual([
      { number: '1', count: 41 },
      { number: '5', count: 1 },
    ])
    expect(await log.rowsOf(two)).toEqual([{ number: '2', count: 2 }])
    await log.note([2], two)
    await log.follow()
    expect(await log.rowsOf(two)).toEqual([{ number: '2', count: 3 }])
  })

  it('can be rolled back, to the rows of the rebuild', async () => {
    const one = await log.note([1])
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 40')
    await rebuild(work())
    await rollback(work())
    await log.note([1], one)
    await rollback(work())
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 2 }])
    expect(await verify(work())).toMatchObject({ differing: 0 })
  })

  it('and the rebuild are not done again by a process that continues them, because the first one ended before it could record that', async () => {
    const one = await log.note([1])
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 40')
    for (let times = 0; times < 2; times += 1) await rebuild({ ...work(), operation: 'the-rebuild' })
    for (let times = 0; times < 2; times += 1) await rollback({ ...work(), operation: 'the-rollback' })
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 40 }])
    await rollback({ ...work(), operation: 'another' })
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 1 }])
  })

  it('and the rebuild keep what differed, also for a process that continues after the swap', async () => {
    const one = await log.note([1])
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 40 where case_id = $1', [one])
    let found: Comparison | undefined
    const kept: KeptComparison = {
      async keep(comparison) {
        // Before the swap, or a kill after it would lose it.
        expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 40 }])
        found = comparison
      },
      read: () => Promise.resolve(found),
    }
    const again = () => rebuild({ ...work(), operation: 'the-rebuild', differences: 'accepted', kept })
    const first = await again()
    expect(first.compared).toMatchObject({ differing: 1, differences: [{ caseId: one, columns: ['count'] }] })
    expect(await again()).toMatchObject({ events: 0, compared: first.compared })
  })

  it('is not undone by a rebuild that was begun before it: that is refused, unless it begins again', async () => {
    const one = await log.note([1])
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 40')
    await rebuild(work())
    await log.db.query('update number_tally_v1 set count = 41')
    await expect(rebuild({ ...work(), differences: 'refused', operation: 'the-rebuild' })).rejects.toThrow(DiffersFromView)
    await rollback(work())
    for (const operation of ['the-rebuild', 'another', undefined])
      await expect(rebuild({ ...work(), operation })).rejects.toThrow(SwappedSince)
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 40 }])
    await rebuild({ ...work(), fromStart: true })
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 1 }])
  })

  it('keeps the names of the indexes, and the table of the last rebuild only', async () => {
    await log.note([1])
    await log.follow()
    const indexes = () => log.db.query(`select indexname, indexdef from pg_indexes where tablename = 'number_tally_v1' order by 1`)
    const before: unknown = await indexes()
    for (let times = 0; times < 3; times += 1) await rebuild(work())
    await rollback(work())
    expect(await indexes()).toEqual(before)
    expect(await log.tables()).toEqual(['number_tally_v1', 'number_tally_v1__before'])
  })

  it('is refused for a view that was not rebuilt, and for one whose table was retired', async () => {
    await log.note([1])
    await log.follow()
    await expect(rollback(work())).rejects.toThrow(NothingToRestore)
    await rebuild(work())
    expect(await retire(work())).toEqual(['before'])
    expect(await log.tables()).toEqual(['number_tally_v1'])
    await expect(rollback(work())).rejects.toThrow(NothingToRestore)
    expect(await retire(work())).toEqual([])
  })
})
