import { cpuClock } from './cpu.ts'
import { type BenchEnvironment, openBenchEnvironment } from './feed/bench-environment.ts'
import { inNewDatabase } from './measure.ts'
import type { Bar } from './paired.ts'
import { eventRows } from './rebuild/bench-views.ts'
import {
  type Contestant,
  interval,
  type Measured,
  measureAll,
  partOf,
  quotients,
  type RebuildPlan,
  viewsTable,
  withVerdict,
} from './rebuild/contest.ts'
import { rebuildWithEmmett, upsertEach } from './rebuild/peers.ts'
import { rebuiltViews, type RebuiltViews } from './rebuild/rebuilt-views.ts'
import { sampleOf } from './rebuild/sample.ts'
import type { ChangedCases } from './lists/detention-log.ts'
import { median } from './table.ts'

/** The largest time of rebuilding all views, as a multiple of the slowest one alone. */
const MAX_OF_SLOWEST = 2
/** The largest time for an event of a log in which cases were corrected, and persons merged, as a multiple of one without. */
const MAX_OF_CHANGED = 2
/** One of ten cases has a correction, and another one of ten a merge. */
const CHANGED = { correctEvery: 10, mergeEvery: 10 }
/** The view that takes most of the time of all: next to it, the others together hardly count. */
const SLOWEST = 'deadlines'
/** The largest time for an event of the whole log, as a multiple of that for one of half of it. */
const MAX_GROWTH = 1.15
/** Peers write by a statement for each event, at a rate that does not depend on their number. */
const MAX_PEER_EVENTS = 10_000
/** The events of each case that peers handle, of those that are counted. */
const COUNTED_OF_CASE = 4

/** Of its own limit, and of a rebuild with emmett, by the kind of view. */
const barsOf = (view: string): { readonly limit: Bar; readonly emmett: Bar } =>
  view === eventRows.name ? { limit: { minimum: 0.45 }, emmett: { minimum: 25 } } : { limit: { minimum: 0.6 }, emmett: { minimum: 50 } }

/** What contestants of the log of road fines are named after. */
const FINES = 'fines: '

/** Each view of a log next to its own limit, and all of them by one reading. */
const contestantsOf = ({ views, events, bare, rebuild, rebuildAll }: RebuiltViews, prefix = ''): readonly Contestant[] => [
  ...views.flatMap((view): Contestant[] => [
    { name: `${prefix}bare ${view}`, events, run: () => bare(view) },
    { name: `${prefix}rebuild ${view}`, events, run: () => rebuild(view) },
  ]),
  { name: `${prefix}all`, events, run: () => rebuildAll() },
  ...(views.includes(SLOWEST) ? [{ name: `${prefix}others`, events, run: () => rebuildAll([SLOWEST]) }] : []),
]

const peersOf = ({ store, url }: RebuiltViews, serverUrl: string, emmettUrl: string, events: number): readonly Contestant[] => [
  { name: 'upsert', events, run: async () => sampleOf(await cpuClock(serverUrl), () => upsertEach(store, url, events)) },
  { name: 'emmett', events, run: () => rebuildWithEmmett(emmettUrl, events) },
]

/** Half of a log, and one with corrections and merges, compared with the log. */
const changedLogs = (half: RebuiltViews, changed: RebuiltViews) => ({
  contestants: half.views.flatMap((view): Contestant[] => [
    { name: `half ${view}`, events: half.events, run: () => half.rebuild(view) },
    { name: `changed ${view}`, events: changed.events, run: () => changed.rebuild(view) },
  ]),
  linesOf: (view: string, { timeOf }: Measured): readonly string[] => {
    const ofHalf = quotients(timeOf(`rebuild ${view}`), timeOf(`half ${view}`))
    const ofChanged = quotients(timeOf(`changed ${view}`), timeOf(`rebuild ${view}`))
    return [
      `time for an event, of half the log: ${withVerdict(ofHalf, { maximum: MAX_GROWTH })}`,
      `time for an event with corrections and merges, of one without: ${withVerdict(ofChanged, { maximum: MAX_OF_CHANGED })}`,
    ]
  },
})

interface Reported {
  readonly log: RebuiltViews
  readonly prefix?: string
  readonly measured: Measured
  linesOf(view: string, measured: Measured): readonly string[]
}

/** Compares the rebuilds of the views of one log with their limits, with peers, and with each other. */
const reportOn = (
  { log: { views, events, lockedMs }, prefix = '', measured, linesOf }: Reported,
  { rounds, printLine }: RebuildPlan,
): void => {
  const own = partOf(measured, prefix)
  const { timeOf, cpuOf } = own
  const rebuilds = (view: string): readonly number[] => timeOf(`rebuild ${view}`)
  printLine(
    `\nOf ${events.toLocaleString('en')} events, events a second, medians of ${rounds} rounds; a listing is no part of a bare limit`,
  )
  printLine(viewsTable('rebuild', views, own))
  for (const view of views) {
    const { limit, emmett } = barsOf(view)
    printLine(`\n${view}`)
    for (const line of [
      `of its own limit: ${withVerdict(quotients(timeOf(`bare ${view}`), rebuilds(view)), limit)}`,
      `the same in processor time: ${interval(quotients(cpuOf(`bare ${view}`), cpuOf(`rebuild ${view}`)))}`,
      `as a multiple of the rate of emmett: ${withVerdict(quotients(measured.timeOf('emmett'), rebuilds(view)), emmett)}`,
      `of an upsert for each event: ${interval(quotients(measured.timeOf('upsert'), rebuilds(view)))}`,
      ...linesOf(view, measured),
    ])
      printLine(`  ${line}`)
  }
  const ofService = views.filter((view) => view !== eventRows.name)
  const ofTogether = (name: string, together: readonly string[]): void => {
    const slowest = together.toSorted((one, other) => median(rebuilds(other)) - median(rebuilds(one)))[0] ?? ''
    const sum = Array.from({ length: rounds }, (_, round) => together.reduce((total, view) => total + (rebuilds(view)[round] ?? 0), 0))
    printLine(`\n${together.join(', ')} by one reading`)
    printLine(`  of ${slowest}, the slowest alone: ${withVerdict(quotients(timeOf(name), rebuilds(slowest)), { maximum: MAX_OF_SLOWEST })}`)
    printLine(`  of one after another: ${interval(quotients(timeOf(name), sum))}`)
  }
  ofTogether('all', ofService)
  const others = ofService.filter((view) => view !== SLOWEST)
  if (others.length < ofService.length) ofTogether('others', others)
  const locks = lockedMs()
  printLine(
    `The writer of a view was locked out for ${median(locks).toFixed(0)} ms in the median of ${locks.length} swaps, at most ${Math.max(...locks).toFixed(0)}`,
  )
}

/** What a comparison of rebuilds takes. */
export interface RebuildsPlan extends RebuildPlan {
  /** How many events each case has; absent: as few as its course has. */
  readonly size?: number | undefined
  /** The names of views that are left out. */
  readonly without?: readonly string[] | undefined
  /** How many events each case of a second log has, if there is one. */
  readonly fines?: AsyncIterable<number> | undefined
}

async function* sizes(cases: number, size: number): AsyncGenerator<number> {
  for (let left = cases; left > 0; left -= 1) yield size
}

/**
 * Measures the rebuild of views against their own limits (the same reading, parsing and folding without a write), against
 * peers, on half of the log and on a log with corrections and merges; and of all views by one reading, and of all but the
 * slowest, against the slowest of them.
 */
export const compareRebuilds = async (plan: RebuildsPlan): Promise<void> => {
  const { serverUrl, cases, size, without, fines, printLine } = plan
  const environments: BenchEnvironment[] = []
  const recorded = async (of: number | AsyncIterable<number>, changed: ChangedCases = {}): Promise<RebuiltViews> => {
    const environment = await openBenchEnvironment(serverUrl, '')
    environments.push(environment)
    return rebuiltViews(environment, typeof of === 'number' && size !== undefined ? sizes(of, size) : of, { ...changed, without })
  }
  try {
    const whole = await recorded(cases)
    const half = await recorded(Math.ceil(cases / 2))
    const changed = await recorded(cases, CHANGED)
    printLine(`A log of ${whole.events.toLocaleString('en')} events recorded, one of half as many, and one with corrections and merges`)
    const ofFines = fines && (await recorded(fines))
    if (ofFines) printLine(`A log of ${ofFines.events.toLocaleString('en')} events in cases of the sizes of road fines recorded`)
    const peerEvents = Math.min(MAX_PEER_EVENTS, COUNTED_OF_CASE * cases)
    const others = changedLogs(half, changed)
    const measured = await inNewDatabase(serverUrl, (emmettUrl) =>
      measureAll(
        [
          ...contestantsOf(whole),
          ...others.contestants,
          ...peersOf(whole, serverUrl, emmettUrl, peerEvents),
          ...(ofFines ? contestantsOf(ofFines, FINES) : []),
        ],
        plan,
      ),
    )
    const peer = (name: string): string => Math.round(1_000_000 / median(measured.timeOf(name))).toLocaleString('en')
    printLine(`\nPeers, on ${peerEvents} events: an upsert for each event ${peer('upsert')} a second, emmett ${peer('emmett')}`)
    reportOn({ log: whole, measured, linesOf: others.linesOf }, plan)
    if (ofFines) reportOn({ log: ofFines, prefix: FINES, measured, linesOf: () => [] }, plan)
  } finally {
    for (const environment of environments) await environment.close()
  }
}
