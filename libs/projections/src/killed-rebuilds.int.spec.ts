import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { setTimeout as pause } from 'node:timers/promises'
import { digest } from './digest.ts'
import { rebuild } from './rebuild.ts'
import { type RebuildProcess, rebuildInProcess } from './tally-process.fixtures.ts'
import { type TallyLog, tallyLog } from './rebuilding.fixtures.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? randomInt(2 ** 31))
const KILLS = process.env['CASE_TIMELINE_SOAK'] ? 50 : 8
const KILLS_PER_REBUILD = process.env['CASE_TIMELINE_SOAK'] ? 10 : 8
const CASES = 60
const EVENTS_PER_CASE = 800
/** How long a process goes on at most after it has read the last event: it catches up, swaps and clears up. */
const LONGEST_END_MS = 600

let log: TallyLog
let urls: { store: string; views: string }
beforeAll(async () => {
  log = await tallyLog()
  for (let n = 0; n < CASES; n += 1) await log.note(Array.from({ length: EVENTS_PER_CASE }, (_, number) => number))
  await log.follow()
  urls = { store: log.log.urlOf('prosecution'), views: (log.db.options as { url: string }).url }
}, 120_000)
afterAll(() => log.close())

const total = async (): Promise<number> => {
  const [found] = await log.db.query('select coalesce(sum(count), 0)::int as total from number_tally_v1')
  return (found as { total: number }).total
}

/** Whether a rebuild has swapped the tables. */
const hasSwapped = async (operation: string): Promise<boolean> => {
  const [found] = await log.db.query(`select col_description(to_regclass('number_tally_v1__before'), 1) = $1 as "isIts"`, [operation])
  return (found as { isIts: boolean | null }).isIts === true
}

/** Notes numbers, and reads the view, until it is stopped. @returns the totals that the view showed, in order */
const underReadsAndWrites = (): (() => Promise<readonly number[]>) => {
  const shown: number[] = []
  let isRunning = true
  const running = (async () => {
    for (let number = 0; isRunning; number += 1) {
      if (number % 10 === 0) await log.note([number])
      shown.push(await total())
      await pause(20)
    }
  })()
  return async () => {
    isRunning = false
    await running
    return shown
  }
}

it(`a rebuild whose processes are killed while they fill, and from there to the end of the swap, continues, and never shows a part of its rows`, async () => {
  const stopFollowing = await log.following()
  const stop = underReadsAndWrites()
  const counts = { build: 0, 'catch-up or swap': 0, 'after the swap': 0 }
  const ratios: number[] = []
  /** When each process is killed: three of four after a part of the log, the others some time after they have read the end. */
  const sampled = fc.sample(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 0, max: LONGEST_END_MS })),
    {
      numRuns: KILLS + 50,
      seed: SEED,
    },
  )
  const moments = sampled.map(([part, endMs], index) => [index % 4 === 3 ? 1 : part, endMs] as const)
  const killed = () => Object.values(counts).reduce((sum, count) => sum + count)
  const isEnough = () => killed() >= KILLS && counts.build > 0 && counts['catch-up or swap'] > 0
  for (let number = 0; !isEnough() && moments.length > 0; number += 1) {
    const operation = `rebuild-${number}`
    const own = moments
      .splice(0, Math.min(KILLS_PER_REBUILD, Math.max(4, KILLS - killed())))
      .toSorted(([one, oneMs], [other, otherMs]) => one - other || oneMs - otherMs)
    let read = 0
    const run = async (killAfter: RebuildProcess['killAfter']) => {
      // The lease of a killed process would run out after some seconds.
      await log.db.query(`delete from feed_lease where consumer like '%~rebuild'`)
      const ended = await rebuildInProcess(urls, { operation, killAfter })
      read += ended.read
      return ended.code
    }
    for (const [part, endMs] of own) {
      const size = await total()
      const before = read
      const code = await run((events) => {
        if (part < 1) return before + events >= part * size ? 0 : undefined
        return before + events >= size ? endMs : undefined
      })
      if (code === 0) break
      expect(code).toBeNull()
      counts[(await hasSwapped(operation)) ? 'after the swap' : part < 1 ? 'build' : 'catch-up or swap'] += 1
    }
    expect(await run(() => undefined)).toBe(0)
    ratios.push(read / (await total()))
  }
  const shown = await stop()
  await stopFollowing()
  console.log(
    `seed ${SEED}: killed ${JSON.stringify(counts)}, read of the log for each rebuild: ${ratios.map((one) => one.toFixed(2)).join(', ')}`,
  )
  expect(counts.build).toBeGreaterThan(0)
  expect(counts['catch-up or swap']).toBeGreaterThan(0)
  // A table that is not full yet would show less than before.
  expect(shown.filter((one, index) => one < (shown[index - 1] ?? 0))).toEqual([])
  // At most a sixth of what each process folded, and the two least chunks of each.
  for (const ratio of ratios) expect(ratio).toBeLessThan(1.3)
  expect(await verify({ view: tally, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
  const before = await digest(log.db, tally)
  await rebuild({ view: tally, store: log.store, db: log.db, fromStart: true })
  expect(await digest(log.db, tally)).toEqual(before)
}, 900_000)
