import { setTimeout as pause } from 'node:timers/promises'
import { startMeasuredSystem } from './commands/running-system.ts'
import { percentile } from './load.ts'
import { noneFailed, rotated } from './paired.ts'
import { caseRecorder } from './reads/recorded-cases.ts'
import { interval, quotients, withVerdict } from './rebuild/contest.ts'
import { rebuilder } from './throttle/rebuilder.ts'
import { median, table } from './table.ts'

export interface ThrottlePlan {
  readonly rounds: number
  /** Duration of each measurement. */
  readonly seconds: number
  readonly cases: number
  /** Of each case. */
  readonly facts: number
  printLine(line: string): void
}

const READERS = 4
/** Between two requests of a reader: the measurement is of what a rebuild adds, not of a full machine. */
const THINK_MS = 10
const RECORDED_AT_ONCE = 10
const AGENCIES = 8
const SHARE = 0.2
/** The largest p99 of reads during a rebuild that works a fifth of the time, as a multiple of that without a rebuild. */
const MAX_OF_IDLE = 2

/** What goes on while reads are measured: the part of the time in which views are rebuilt. */
const LOADS = [
  { name: 'no rebuild', share: 0 },
  { name: `a rebuild with a share of ${SHARE}`, share: SHARE },
  { name: 'a rebuild', share: 1 },
] as const
type Load = (typeof LOADS)[number]

interface Measurement {
  /** Milliseconds, in ascending order. */
  readonly reads: readonly number[]
  readonly failed: number
  /** Events that the rebuild read in a second. */
  readonly rebuilt: number
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Measures what readers of a service see while all its views are rebuilt, with and without a limit of the time in which that works. */
export const measureThrottle = async ({ rounds, seconds, cases, facts, printLine }: ThrottlePlan): Promise<void> => {
  const system = await startMeasuredSystem()
  const recorder = caseRecorder(system)
  try {
    const ids: string[] = []
    while (ids.length < cases) {
      const some = Array.from({ length: Math.min(RECORDED_AT_ONCE, cases - ids.length) }, () => recorder.withFacts(facts, AGENCIES, false))
      ids.push(...(await Promise.all(some)))
    }
    printLine(`${(cases * facts).toLocaleString('en')} events in ${cases} cases recorded`)
    const police = { sector: 'investigation', agencyId: system.agencyOf(0), role: 'lead-investigator' } as const
    const readFor = async (ms: number): Promise<Pick<Measurement, 'reads' | 'failed'>> => {
      const until = performance.now() + ms
      const reads: number[] = []
      let failed = 0
      const reader = async (number: number): Promise<void> => {
        for (let next = number; performance.now() < until; next += READERS) {
          const paths = ['/cases?limit=50', '/deadlines?limit=50', `/cases/${ids[next % ids.length] ?? ''}`]
          for (const path of paths) {
            const before = performance.now()
            await system.read(police, path).then(
              () => reads.push(performance.now() - before),
              () => (failed += 1),
            )
            await pause(THINK_MS)
          }
        }
      }
      await Promise.all(Array.from({ length: READERS }, (_, number) => reader(number)))
      return { reads: reads.toSorted((one, other) => one - other), failed }
    }
    const rebuilds = rebuilder(system)
    const measured = async ({ share }: Load): Promise<Measurement> => {
      const running = share === 0 ? undefined : await rebuilds.keepRunning(share)
      try {
        await readFor(1_000)
        const [start, before] = [performance.now(), (await running?.events()) ?? 0]
        const read = await readFor(seconds * 1_000)
        return { ...read, rebuilt: (((await running?.events()) ?? 0) - before) / ((performance.now() - start) / 1_000) }
      } finally {
        await running?.stop()
      }
    }
    const all = new Map<Load, Measurement[]>(LOADS.map((load) => [load, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const load of rotated(LOADS, round)) all.get(load)?.push(await measured(load))
      printLine(`round ${round + 1} of ${rounds} measured`)
    }
    const ofAll = (load: Load, value: (one: Measurement) => number): readonly number[] => (all.get(load) ?? []).map(value)
    const partOf = (share: number) => (one: Measurement) => percentile(one.reads, share)
    printLine(
      `\nReads over HTTP by ${READERS} readers, in milliseconds, medians of ${rounds} rounds of ${seconds} s; events that are rebuilt in a second`,
    )
    printLine(
      table([
        ['', 'p50', 'p99', 'p99.9', 'reads', 'failed', 'events'],
        ...LOADS.map((load) => [
          load.name,
          ...[0.5, 0.99, 0.999].map((share) => median(ofAll(load, partOf(share))).toFixed(1)),
          median(ofAll(load, ({ reads }) => reads.length)).toFixed(0),
          sumOf(ofAll(load, ({ failed }) => failed)).toFixed(0),
          median(ofAll(load, ({ rebuilt }) => rebuilt)).toFixed(0),
        ]),
      ]),
    )
    const [idle, throttled, whole] = LOADS.map((load) => ofAll(load, partOf(0.99))) as [number[], number[], number[]]
    printLine(
      `\np99 with a share of ${SHARE}, of that without a rebuild: ${withVerdict(quotients(throttled, idle), { maximum: MAX_OF_IDLE })}`,
    )
    const ofRebuilds = LOADS.filter(({ share }) => share > 0).flatMap((load) => all.get(load) ?? [])
    const failed = sumOf(ofRebuilds.map((one) => one.failed))
    const tried = failed + sumOf(ofRebuilds.map(({ reads }) => reads.length))
    printLine(`Reads that failed during rebuilds: ${failed} of ${tried}, none may: ${noneFailed(failed, tried)}`)
    printLine(`p99 with a rebuild that is not limited, of that without one: ${interval(quotients(whole, idle))}`)
  } finally {
    await recorder.close()
    await system.stop()
  }
}
