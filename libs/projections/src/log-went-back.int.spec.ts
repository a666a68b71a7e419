import { LogWentBack } from '@case-timeline/event-store'
import { backupOf } from '@case-timeline/event-store/drivers/fixtures'
import { consumersOffLog, positionOf, positionsOf } from '@case-timeline/feed'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { QueryFailedError } from 'typeorm'
import { everyPartitionUpTo, fill } from './fill.ts'
import { rebuild } from './rebuild.ts'
import type { Room } from './room.ts'
import { type TallyLog, tallyLog } from './rebuilding.fixtures.ts'
import { withShadow } from './shadow.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import { consumerNameOf } from './view.ts'

const LOCK_NOT_AVAILABLE = '55P03'

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
})
afterAll(() => log.close())

/** Repeats an operation while the database is restored. */
const whenReachable = async (operation: () => Promise<unknown>): Promise<void> => {
  for (let left = 1_500; left > 0; left -= 1)
    try {
      await operation()
      return
    } catch {
      await pause(20)
    }
}

it('a rebuild does not go on with a log that went back and grew again between two readings, also where another part of the process noticed it', async () => {
  await log.note([1])
  await log.follow()
  const restore = await backupOf(log.log.adminUrl)
  const caseId = await log.note([1, 2])
  await log.follow()
  let looks = 0
  const store = new Proxy(log.store, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member === 'lastPosition')
        return async () => {
          looks += 1
          if (looks === 2) {
            await restore()
            await whenReachable(() => log.note([3, 3, 3, 3]))
            await whenReachable(async () => void (await target.hashesAt([await target.lastPosition()])))
          }
          return target.lastPosition()
        }
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
  await expect(rebuild({ view: tally, db: log.db, store })).rejects.toThrow(LogWentBack)
  expect(store.generation).toBe(1)
  expect(await log.rowsOf(caseId)).toEqual([
    { number: '1', count: 1 },
    { number: '2', count: 1 },
  ])
}, 60_000)

it('a rebuilt view rests on the end of a log that went back and is shorter than the view was', async () => {
  const shorter = await tallyLog()
  try {
    await shorter.note([1])
    const restore = await backupOf(shorter.log.adminUrl)
    await shorter.note([1, 2])
    await shorter.note([3])
    await shorter.follow()
    await restore()
    await whenReachable(async () => {
      await shorter.store.hashesAt([await shorter.store.lastPosition()])
      await rebuild({ view: tally, db: shorter.db, store: shorter.store })
    })
    const { position } = await shorter.store.readAll({ after: '0', limit: 10 })
    expect(await positionOf(shorter.db, consumerNameOf(tally))).toBe(position)
    expect(await consumersOffLog(shorter.db, shorter.store, [consumerNameOf(tally)])).toEqual([])
  } finally {
    await shorter.close()
  }
}, 60_000)

describe('a view that waits, since its log went back', () => {
  let back: TallyLog
  beforeEach(async () => {
    back = await tallyLog()
    await back.note([1])
    const restore = await backupOf(back.log.adminUrl)
    await back.note([1, 2])
    await back.follow()
    await restore()
    await whenReachable(async () => void (await back.store.hashesAt([await back.store.lastPosition()])))
  })
  afterEach(() => back.close())

  it('is replaced however long a busy machine takes for that, since it has no writer to lock out', async () => {
    const store = new Proxy(back.store, {
      get(target, member) {
        const own: unknown = Reflect.get(target, member, target)
        if (member === 'lastPosition') return () => pause(300).then(() => target.lastPosition())
        return typeof own === 'function' ? (own.bind(target) as unknown) : own
      },
    })
    expect((await rebuild({ view: tally, db: back.db, store })).lockedMs).toBeGreaterThan(300)
    expect(await consumersOffLog(back.db, back.store, [consumerNameOf(tally)])).toEqual([])
  }, 60_000)

  it('keeps none of its readers waiting while it is to be replaced, and another reader of it does not end', async () => {
    const [longReader, reader] = [back.db.createQueryRunner(), back.db.createQueryRunner()]
    await longReader.startTransaction()
    await longReader.query('select from number_tally_v1')
    await reader.query(`set statement_timeout = '5s'`)
    let waited = 0
    const room: Room = {
      given: (operation) =>
        operation().catch((error: unknown) => {
          if (error instanceof QueryFailedError && error.driverError.code === LOCK_NOT_AVAILABLE) waited += 1
          throw error
        }),
    }
    const rebuilt = rebuild({ view: tally, db: back.db, store: back.store, room })
    while (waited < 3) await reader.query('select from number_tally_v1')
    await longReader.commitTransaction()
    await rebuilt
    await Promise.all([longReader.release(), reader.release()])
  }, 60_000)
})

it('a second table is filled to the end of the log, and no further, where the view has come further', async () => {
  await log.clear()
  await log.note([1, 2])
  const last = await log.store.lastPosition()
  const beyond = everyPartitionUpTo({ position: String(BigInt(last) + 50n) })
  const reached = await withShadow({ view: tally, store: log.store, db: log.db }, 'verify', async (shadow) => {
    await fill([shadow], { store: log.store, db: log.db }, beyond, { signal: shadow.signal })
    return [...new Set((await positionsOf(log.db, shadow.consumer.name)).values())]
  })
  expect(reached).toEqual([last])
})

it('a verification of a view that has come further than the log ends, and names the rows of lost events', async () => {
  await log.clear()
  const caseId = await log.note([1])
  await log.follow()
  await log.db.query('insert into number_tally_v1 (case_id, number, count, marks) values ($1, 9, 1, $2)', [caseId, '[]'])
  await log.db.query('update feed_checkpoint set position = position + 50, log_position = null, log_hash = null')
  expect(await verify({ view: tally, store: log.store, db: log.db })).toMatchObject({ differing: 1, differences: [{ kind: 'surplus' }] })
})
