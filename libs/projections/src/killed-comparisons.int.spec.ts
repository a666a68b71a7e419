import { storeFeed, waitFor } from '@case-timeline/feed'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { digest } from './digest.ts'
import { notebook } from './notebook.fixtures.ts'
import { note, type NotebookLog, notebookLog } from './notebook-log.fixtures.ts'
import { type ComparedRebuild, compareInProcess, type EndedRebuild } from './notebook-process.fixtures.ts'
import { projection } from './projection.ts'
import { verify } from './verify.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? randomInt(2 ** 31))
const IS_SOAK = process.env['CASE_TIMELINE_SOAK'] !== undefined
const REBUILDS = IS_SOAK ? 6 : 1
/** Of each rebuild, by what the process does when it is killed. */
const KILLS = IS_SOAK ? { build: 4, comparison: 3, swap: 2 } : { build: 2, comparison: 2, swap: 1 }
const CASES = 60
const EVENTS_PER_CASE = 400
/** How long a process goes on at most after it has read what it compares, and after it has compared. */
const LONGEST_COMPARISON_MS = 400
const LONGEST_SWAP_MS = 30

let log: NotebookLog
let urls: { store: string; views: string }
let cases: readonly string[]
beforeAll(async () => {
  log = await notebookLog()
  const facts = Array.from({ length: EVENTS_PER_CASE }, (_, number) => note(number + 1))
  cases = Array.from({ length: CASES }, () => randomUUID())
  for (const caseId of cases) await log.record(caseId, ...facts)
  await log.db.query('create table kept_comparison (operation text primary key, found jsonb)')
  urls = { store: log.url, views: (log.db.options as { url: string }).url }
}, 120_000)
afterAll(() => log.close())

const entries = async (): Promise<number> => Number((await log.db.query('select count(*) from test_notebooks_v1_entries'))[0].count)

/** Writes wrong values into a row of the view, and into an entry of another row. */
const damage = async (): Promise<void> => {
  await log.db.query(`update test_notebooks_v1 set title = 'wrong' where case_id = $1`, [cases[0]])
  await log.db.query(`update test_notebooks_v1_entries set entry = '{"number": 0}' where case_id = $1 and list = 'notes' and place = 7`, [
    cases[1],
  ])
}

/** Notes numbers in other cases, which the view's consumer follows, until it is stopped. @returns the numbers of entries that the view showed */
const underReadsAndWrites = async (): Promise<() => Promise<readonly number[]>> => {
  const ending = new AbortController()
  const consumer = projection(notebook, log.store)
  const { stopped } = await storeFeed({ store: log.store }).consume({ db: log.db, consumer, signal: ending.signal })
  const caughtUp = async () => waitFor(log.db, consumer.name, await log.store.lastPosition(), 60_000)
  await caughtUp()
  const shown: number[] = []
  let isRunning = true
  const running = (async () => {
    for (let number = 1; isRunning; number += 1) {
      if (number % 10 === 0) await log.record(randomUUID(), note(number))
      shown.push(await entries())
      await pause(20)
    }
  })()
  return async () => {
    isRunning = false
    await running
    expect(await caughtUp()).toBe(true)
    ending.abort()
    await stopped
    return shown
  }
}

type Phase = keyof typeof KILLS
const isTime: Readonly<Record<Phase, (part: number, size: number) => ComparedRebuild['killAfter']>> = {
  build:
    (part, size) =>
    ({ read }) =>
      read >= part * size ? 0 : undefined,
  comparison:
    (part, size) =>
    ({ read }) =>
      read >= size ? part * LONGEST_COMPARISON_MS : undefined,
  swap:
    (part) =>
    ({ isCompared }) =>
      isCompared ? part * LONGEST_SWAP_MS : undefined,
}

describe.each(['accepted', 'refused'] as const)('a rebuild with comparison, whose differences are %s,', (differences) => {
  it('continues when its processes are killed while they fill, compare and swap, and comes to what it would have come to', async () => {
    const stop = await underReadsAndWrites()
    const killed = { build: 0, comparison: 0, swap: 0 }
    const ratios: number[] = []
    const parts = fc.sample(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { numRuns: REBUILDS * 9, seed: SEED })
    for (let number = 0; number < REBUILDS; number += 1) {
      await damage()
      const size = CASES * EVENTS_PER_CASE
      const operation = `${differences}-${number}`
      let read = 0
      const run = async (killAfter: ComparedRebuild['killAfter']): Promise<EndedRebuild> => {
        // The lease of a killed process would run out after some seconds.
        await log.db.query(`delete from feed_lease where consumer like '%~rebuild'`)
        const already = read
        const ended = await compareInProcess(urls, {
          ...{ operation, differences },
          killAfter: (progress) => killAfter({ ...progress, read: already + progress.read }),
        })
        read += ended.read
        return ended
      }
      const phases: readonly Phase[] = (['build', 'comparison', 'swap'] as const).flatMap((phase) => Array<Phase>(KILLS[phase]).fill(phase))
      const own = phases.map((phase) => [phase, parts.pop() ?? 0] as const)
      const inOrder = own.toSorted(([one, part], [other, otherPart]) => phases.indexOf(one) - phases.indexOf(other) || part - otherPart)
      let ended: EndedRebuild | undefined
      for (const [phase, part] of inOrder) {
        const one = await run(isTime[phase](part, size))
        if (one.code === 0) {
          ended = one
          break
        }
        expect(one.code).toBeNull()
        killed[one.isCompared ? 'swap' : one.read > 0 && read < size ? 'build' : 'comparison'] += 1
      }
      ended ??= await run(() => undefined)
      expect(ended.code).toBe(0)
      expect(ended.compared ?? ended.refused).toMatchObject({ differing: 2, differingCases: 2 })
      expect(ended.refused === undefined).toBe(differences === 'accepted')
      ratios.push(read / size)
    }
    const shown = await stop()
    console.log(
      `seed ${SEED}, ${differences}: killed ${JSON.stringify(killed)}, read of the log: ${ratios.map((one) => one.toFixed(2)).join(', ')}`,
    )
    expect(killed.build).toBeGreaterThan(0)
    expect(killed.comparison).toBeGreaterThan(0)
    // A table that is not full yet would show less than before.
    expect(shown.filter((one, index) => one < (shown[index - 1] ?? 0))).toEqual([])
    for (const ratio of ratios) expect(ratio).toBeLessThan(1.3)
    const { differing } = await verify({ view: notebook, store: log.store, db: log.db })
    expect(differing).toBe(differences === 'accepted' ? 0 : 2)
  }, 600_000)
})

it('leaves the same rows as one whose process was never killed', async () => {
  const before = await digest(log.db, notebook)
  const ended = await compareInProcess(urls, { operation: 'undisturbed', differences: 'accepted', killAfter: () => undefined })
  expect(ended).toMatchObject({ code: 0, compared: { differing: 2 } })
  expect(await digest(log.db, notebook)).not.toEqual(before)
  expect(await verify({ view: notebook, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
})
