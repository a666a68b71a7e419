import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { DiffersFromView, rebuild } from './rebuild.ts'
import { type TallyLog, tallyLog, watchedStore } from './rebuilding.fixtures.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
})
afterAll(() => log.close())
beforeEach(() => log.clear())

const work = () => ({ view: tally, store: log.store, db: log.db })

const rowsInAll = async (): Promise<number> => {
  const [counted] = await log.db.query('select count(*)::int as rows from number_tally_v1')
  return (counted as { rows: number }).rows
}

describe('verifying a view', () => {
  it('does not lock out the writer, which goes on meanwhile, and compares at one position', async () => {
    const caseId = await log.note([1, 2])
    const stop = await log.following()
    let locks = 0
    const store = watchedStore(log.store, async () => {
      for (let times = 0; times < 5; times += 1) await log.note([1, 3], caseId)
      locks += (
        (await log.db.query(
          `select from pg_locks where relation = 'number_tally_v1'::regclass and mode not in ('AccessShareLock', 'RowExclusiveLock')`,
        )) as unknown[]
      ).length
    })
    for (let times = 0; times < 5; times += 1) expect(await verify({ ...work(), store })).toMatchObject({ differing: 0 })
    expect(locks).toBe(0)
    await stop()
  }, 60_000)

  it('finds each of many differences over several pages of rows', async () => {
    const numbers = Array.from({ length: 300 }, (_, number) => number)
    for (let n = 0; n < 40; n += 1) await log.note(numbers)
    await log.follow()
    const before = await rowsInAll()
    await log.db.query(`update number_tally_v1 set count = 2 where number::int % 100 = 7`)
    await log.db.query(`delete from number_tally_v1 where number::int % 100 = 8`)
    await log.db.query(
      `insert into number_tally_v1 select case_id, 'x' || number, 1, '[]' from number_tally_v1 where number::int % 100 = 9`,
    )
    const { rows, differing, differingCases, differences } = await verify(work())
    expect({ rows, differing, differingCases }).toEqual({ rows: before, differing: 3 * 3 * 40, differingCases: 40 })
    expect(differences).toHaveLength(3 * 40)
  }, 60_000)

  it('names every case that differs, with some of its rows, however many rows of a case differ', async () => {
    const cases: string[] = []
    for (let n = 0; n < 10; n += 1) cases.push(await log.note(Array.from({ length: 60 }, (_, number) => number)))
    await log.follow()
    await log.db.query('update number_tally_v1 set count = 2 where case_id = any ($1)', [cases])
    const { differences, ...counts } = await verify(work())
    expect(counts).toMatchObject({ differing: 600, differingCases: 10 })
    expect(counts).not.toHaveProperty('casesLeftOut')
    expect(new Set(differences.map(({ caseId }) => caseId))).toEqual(new Set(cases))
    expect(differences.map(({ kind, columns }) => ({ kind, columns }))).toEqual(
      Array.from({ length: 3 * 10 }, () => ({ kind: 'different', columns: ['count'] })),
    )
  }, 60_000)

  it('says how many cases it does not name if they are too many', async () => {
    const cases = Array.from({ length: 510 }, () => randomUUID())
    await log.db.query(
      `insert into number_tally_v1 (case_id, number, count, marks)
        select id, number, 1, '[]' from unnest($1::uuid[]) id, unnest('{1,2}'::text[]) number`,
      [cases],
    )
    const { differences, ...counts } = await verify(work())
    expect(counts).toMatchObject({ differing: 2 * 510, differingCases: 510, casesLeftOut: 10 })
    expect(new Set(differences.map(({ caseId }) => caseId)).size).toBe(500)
  }, 60_000)

  it('rests between two pages of rows, if it works a part of the time only, until it is cancelled', async () => {
    const own = await tallyLog()
    const caseId = await own.note([1])
    await own.follow()
    await own.db.query(`insert into number_tally_v1 select $1, 'x' || n, 1, '[]' from generate_series(1, 5001) n`, [caseId])
    const ending = new AbortController()
    const verified = verify({ view: tally, store: own.store, db: own.db, throttle: { share: 1e-6 }, signal: ending.signal })
    const refused = expect(verified).rejects.toMatchObject({ name: 'AbortError' })
    const resting = `select from pg_stat_activity where datname = current_database()
      and state = 'idle in transaction' and clock_timestamp() - state_change > interval '1 s'`
    while (((await own.db.query(resting)) as unknown[]).length === 0) await pause(50)
    ending.abort()
    await refused
    await own.close()
  }, 60_000)

  it('of a sample compares some cases whole, and other ones the next time', async () => {
    for (let n = 0; n < 60; n += 1) await log.note([21, 22])
    await log.follow()
    const all = await rowsInAll()
    const seen = new Set<number>()
    for (let times = 0; times < 8; times += 1) {
      const { rows, differing, sample } = await verify({ ...work(), share: 0.3 })
      expect(rows).toBeLessThan(all)
      expect({ differing, share: sample?.share }).toEqual({ differing: 0, share: 0.3 })
      seen.add(rows)
    }
    expect(seen.size).toBeGreaterThan(1)
    await log.db.query('update number_tally_v1 set count = 9')
    const { rows, differing } = await verify({ ...work(), share: 0.3 })
    expect(differing).toBe(rows)
  }, 60_000)
})

describe('a rebuild that compares before it swaps', () => {
  const rebuilt = { differing: 1, differingCases: 1, differences: [{ kind: 'different', columns: ['count'] }] }

  it('leaves the view as it is if a row differs, and swaps what it has when the differences are accepted', async () => {
    const [one] = [await log.note([1]), await log.note([2])]
    await log.follow()
    await log.db.query(`update number_tally_v1 set count = 40 where case_id = $1`, [one])
    const refused = rebuild({ ...work(), differences: 'refused' })
    await expect(refused).rejects.toThrow(DiffersFromView)
    await expect(refused).rejects.toMatchObject({ comparison: rebuilt })
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 40 }])
    expect(await rebuild({ ...work(), differences: 'accepted' })).toMatchObject({ events: 0, compared: rebuilt })
    expect(await log.rowsOf(one)).toEqual([{ number: '1', count: 1 }])
  })

  it('swaps if no row differs, also while the view goes on', async () => {
    const caseId = await log.note([1])
    const stop = await log.following()
    const store = watchedStore(log.store, async () => void (await log.note([1], caseId)))
    expect(await rebuild({ ...work(), store, differences: 'refused' })).toMatchObject({ compared: { differing: 0 } })
    await stop()
    expect(await verify(work())).toMatchObject({ differing: 0 })
  })

  it('does not compare rows of another policy, of which it is known that they differ', async () => {
    const under = (digit: string) => ({ ...tally, basis: digit.repeat(64) })
    await log.note([1])
    await log.follow()
    await rebuild({ ...work(), view: under('a') })
    await log.db.query('update number_tally_v1 set count = 40')
    const { compared } = await rebuild({ ...work(), view: under('b'), differences: 'refused' })
    expect(compared).toBeUndefined()
  })
})
