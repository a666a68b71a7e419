import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { digest } from './digest.ts'
import { rebuild } from './rebuild.ts'
import { retire } from './rollback.ts'
import { Cancelled } from './shadow.ts'
import { type TallyLog, tallyLog, watchedStore } from './rebuilding.fixtures.ts'
import { tally } from './tally.fixtures.ts'

const CASES = 30
const EVENTS_PER_CASE = 800

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
  for (let n = 0; n < CASES; n += 1) await log.note(Array.from({ length: EVENTS_PER_CASE }, (_, number) => number))
}, 120_000)
afterAll(() => log.close())
beforeEach(() => log.clear())

const work = () => ({ view: tally, store: log.store, db: log.db })

/** Rebuilds until a number of events was read. @returns the number of events that were read */
const interruptedAfter = async (events: number, more: object = {}): Promise<number> => {
  const ending = new AbortController()
  let read = 0
  const store = watchedStore(log.store, (count) => {
    read += count
    if (read >= events) ending.abort(new Error('the process ends'))
  })
  await expect(rebuild({ ...work(), store, signal: ending.signal, ...more })).rejects.toThrow()
  return read
}

describe('a rebuild that was interrupted', () => {
  it('goes on where it was, and ends with the rows of an undisturbed one', async () => {
    await log.follow()
    const undisturbed = await digest(log.db, tally)
    await interruptedAfter(15_000)
    const { events, continuedFrom } = await rebuild(work())
    expect(events).toBeLessThanOrEqual(CASES * EVENTS_PER_CASE - 10_000)
    expect(Number(continuedFrom)).toBeGreaterThan(0)
    expect(await digest(log.db, tally)).toEqual(undisturbed)
  }, 60_000)

  it('begins again for another release, for another policy, and when it is asked to', async () => {
    const all = { events: CASES * EVENTS_PER_CASE }
    await interruptedAfter(10_000, { release: '1.0.0' })
    expect(await rebuild({ ...work(), release: '1.0.1' })).toMatchObject(all)
    await interruptedAfter(10_000)
    expect(await rebuild({ ...work(), view: { ...tally, basis: 'a'.repeat(64) } })).toMatchObject(all)
    await interruptedAfter(10_000)
    expect(await rebuild({ ...work(), fromStart: true })).toMatchObject(all)
  }, 60_000)

  it('and that was to begin again continues what it began itself, and not what was there before', async () => {
    const again = { fromStart: true, operation: 'the-rebuild' }
    await interruptedAfter(10_000)
    const read = await interruptedAfter(15_000, again)
    const { events, continuedFrom } = await rebuild({ ...work(), ...again })
    expect(Number(continuedFrom)).toBeGreaterThan(0)
    expect(events).toBeLessThan(CASES * EVENTS_PER_CASE)
    expect(events + read).toBeGreaterThanOrEqual(CASES * EVENTS_PER_CASE)
  }, 60_000)

  it('keeps its table until it is retired, and none if it was cancelled', async () => {
    await interruptedAfter(10_000)
    expect(await log.tables()).toEqual(['number_tally_v1', 'number_tally_v1__rebuild'])
    expect(await retire(work())).toEqual(['rebuild'])
    expect(await log.tables()).toEqual(['number_tally_v1'])
    const ending = new AbortController()
    const store = watchedStore(log.store, () => ending.abort(new Cancelled('o.reyes cancelled it')))
    await expect(rebuild({ ...work(), store, signal: ending.signal })).rejects.toThrow(Cancelled)
    expect(await log.tables()).toEqual(['number_tally_v1'])
  }, 60_000)
})
