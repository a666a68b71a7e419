import { rebuild, type StoredView } from '@case-timeline/projections'
import { setTimeout as pause } from 'node:timers/promises'
import type { BenchEnvironment } from '../feed/bench-environment.ts'
import { recordCases } from '../lists/detention-log.ts'
import { caseCounts } from './bench-views.ts'

const READERS = 4
/** Between two requests of a reader or of the writer: the measurement is of pauses, not of a full machine. */
const THINK_MS = 5

/** What readers and a writer saw while something was done. */
export interface UnderLoad {
  /** The time of each, in milliseconds. */
  readonly reads: readonly number[]
  readonly writes: readonly number[]
  /** Reads and writes that failed, or that showed fewer cases than a read before. */
  readonly failed: number
}

/** A view that is read and written while it is rebuilt. */
export interface SwappedView {
  readonly view: StoredView
  readonly db: Awaited<ReturnType<BenchEnvironment['views']>>
  /** Reads rows and records events while something is done. */
  underLoad(work: () => Promise<unknown>): Promise<UnderLoad>
  /** @returns for how long the writer of the view was locked out, in milliseconds */
  rebuild(): Promise<number>
  rest(ms: number): Promise<unknown>
}

/** Records a log of cases in a new environment. */
export const swappedView = async (environment: BenchEnvironment, cases: number): Promise<SwappedView> => {
  const store = environment.storeOf('investigation')
  await recordCases(store, cases)
  const view = caseCounts as unknown as StoredView
  const db = await environment.views([view])
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now()
    await work()
    into.push(performance.now() - start)
  }
  return {
    view,
    db,
    async underLoad(work) {
      const [reads, writes]: [number[], number[]] = [[], []]
      let failed = 0
      let isRunning = true
      let most = 0
      const repeated = async (into: number[], one: () => Promise<unknown>) => {
        for (; isRunning; await pause(THINK_MS)) await timed(into, one).catch(() => (failed += 1))
      }
      const read = async () => {
        const atLeast = most
        const [found] = await db.query('select count(*)::int as rows from bench_case_counts_v1')
        const { rows } = found as { rows: number }
        if (rows < atLeast) failed += 1
        most = Math.max(most, rows)
      }
      const running = [
        ...Array.from({ length: READERS }, () => repeated(reads, read)),
        repeated(writes, () => store.append(environment.command())),
      ]
      try {
        await work()
      } finally {
        isRunning = false
        await Promise.all(running)
      }
      return { reads, writes, failed }
    },
    rebuild: async () => (await rebuild({ view, store, db })).lockedMs,
    rest: (ms) => pause(ms),
  }
}
