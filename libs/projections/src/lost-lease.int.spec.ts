import type { EventStore } from '@case-timeline/event-store'
import { ClaimLost } from '@case-timeline/feed'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { digest } from './digest.ts'
import { rebuild } from './rebuild.ts'
import { type TallyLog, tallyLog, watchedStore } from './rebuilding.fixtures.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
})
afterAll(() => log.close())
beforeEach(() => log.clear())

/** A store that calls a function once, when its end is looked up for the second time: all that was recorded has been read by then. */
const beforeSecondEnd = (interrupt: () => Promise<unknown>): EventStore => {
  let looks = 0
  return new Proxy(log.store, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member === 'lastPosition')
        return async () => {
          looks += 1
          if (looks === 2) await interrupt()
          return target.lastPosition()
        }
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
}

/** What a process does that takes over a second table and begins it again. */
const takenOver = async (purpose: 'rebuild' | 'verify' = 'rebuild'): Promise<void> => {
  const consumer = `view.number-tally.v1~${purpose}`
  await log.db.query(`update feed_lease set owner = 'successor', lease_until = now() + interval '5 s' where consumer = $1`, [consumer])
  await log.db.query('update feed_checkpoint set epoch = epoch + 1, position = 0, log_position = 0, log_hash = null where consumer = $1', [
    consumer,
  ])
  await log.db.query(`truncate number_tally_v1__${purpose}`)
}

it('a rebuild whose second table another process has begun again does not swap the empty table', async () => {
  await log.note([1, 2, 3])
  await log.follow()
  const before = await digest(log.db, tally)
  const store = beforeSecondEnd(() => takenOver())
  await expect(rebuild({ view: tally, db: log.db, store })).rejects.toThrow(ClaimLost)
  expect(await digest(log.db, tally)).toEqual(before)
  expect(await log.tables()).toEqual(['number_tally_v1', 'number_tally_v1__rebuild'])
})

it('a verification that ends after another process took its second table over leaves the table to that one', async () => {
  await log.note([1, 2, 3])
  await log.follow()
  const ending = new AbortController()
  const store = watchedStore(log.store, async () => {
    if (ending.signal.aborted) return
    await takenOver('verify')
    ending.abort(new Error('the process ends'))
  })
  await expect(verify({ view: tally, db: log.db, store, signal: ending.signal })).rejects.toThrow()
  expect(await log.tables()).toContain('number_tally_v1__verify')
})

it('a verification that stood still before it began leaves the table of its successor, and ends', async () => {
  await log.note([1, 2, 3])
  await log.follow()
  let transactions = 0
  const db = new Proxy(log.db, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member === 'transaction')
        return async (...work: [never]) => {
          transactions += 1
          // The first one claims the table, the second one begins it.
          if (transactions === 2) {
            await log.db.query('create table number_tally_v1__verify (like number_tally_v1 including all)')
            await takenOver('verify')
            await log.db.query('insert into number_tally_v1__verify select * from number_tally_v1')
          }
          return target.transaction(...work)
        }
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
  await expect(verify({ view: tally, db, store: log.store })).rejects.toThrow(ClaimLost)
  const rowsIn = (table: string): Promise<unknown> => log.db.query(`select count(*)::int as rows from ${table}`)
  expect(await rowsIn('number_tally_v1__verify')).toEqual(await rowsIn('number_tally_v1'))
  expect(await rowsIn('number_tally_v1')).not.toEqual([{ rows: 0 }])
})
