import { cpuClock } from './cpu.ts'
import { openBenchEnvironment } from './feed/bench-environment.ts'
import { inNewDatabase } from './measure.ts'
import type { Bar } from './paired.ts'
import { eventRows } from './rebuild/bench-views.ts'
import { type Contestant, interval, measureAll, quotients, type RebuildPlan, viewsTable, withVerdict } from './rebuild/contest.ts'
import { rebuildWithEmmett, upsertEach } from './rebuild/peers.ts'
import { rebuiltViews, type RebuiltViews } from './rebuild/rebuilt-views.ts'
import { sampleOf } from './rebuild/sample.ts'
import { median } from './table.ts'

/** The largest time of rebuilding all views, as a multiple of the slowest one alone. */
const MAX_OF_SLOWEST = 2
/** The largest time for an event of a log in which one of ten cases was corrected, as a multiple of one without. */
const MAX_OF_CORRECTED = 2
const CORRECT_EVERY = 10
/** The largest time for an event of the whole log, as a multiple of that for one of half of it. */
const MAX_GROWTH = 1.15
/** Peers write by a statement for each event, at a rate that does not depend on their number. */
const MAX_PEER_EVENTS = 10_000
/** The events of each case that peers handle, of those that are counted. */
const COUNTED_OF_CASE = 4

/** Of its own limit, and of a rebuild with emmett, by the kind of view. */
const barsOf = (view: string): { readonly limit: Bar; readonly emmett: Bar } =>
  view === eventRows.name ? { limit: { minimum: 0.45 }, emmett: { minimum: 25 } } : { limit: { minimum: 0.6 }, emmett: { minimum: 50 } }

/** Logs and a database of its own for emmett. */
interface Compared {
  readonly whole: RebuiltViews
  readonly half: RebuiltViews
  readonly corrected: RebuiltViews
  readonly serverUrl: string
  readonly emmettUrl: string
  readonly peerEvents: number
}

/** What the views are compared with. */
const comparedWith = (
  { whole, half, corrected, serverUrl, emmettUrl, peerEvents }: Compared,
  views: readonly string[],
): readonly Contestant[] => [
  { name: 'all', events: whole.events, run: whole.rebuildAll },
  ...views.map((view) => ({ name: `half ${view}`, events: half.events, run: () => half.rebuild(view) })),
  ...views.map((view) => ({ name: `corrected ${view}`, events: corrected.events, run: () => corrected.rebuild(view) })),
  {
    name: 'upsert',
    events: peerEvents,
    run: async () => sampleOf(await cpuClock(serverUrl), () => upsertEach(whole.store, whole.url, peerEvents)),
  },
  { name: 'emmett', events: peerEvents, run: () => rebuildWithEmmett(emmettUrl, peerEvents) },
]

/**
 * Measures the rebuild of views against their own limits (the same reading, parsing and folding without a write), against
 * peers, on half of the log and on a log with corrections; and of all views by one reading against the slowest of them.
 */
export const compareRebuilds = async (plan: RebuildPlan): Promise<void> => {
  const { serverUrl, rounds, cases, printLine } = plan
  const environments = await Promise.all([1, 2, 3].map(() => openBenchEnvironment(serverUrl, '')))
  try {
    const [whole, half, corrected] = (await Promise.all([
      rebuiltViews(environments[0]!, cases),
      rebuiltViews(environments[1]!, Math.ceil(cases / 2)),
      rebuiltViews(environments[2]!, cases, CORRECT_EVERY),
    ])) as [RebuiltViews, RebuiltViews, RebuiltViews]
    const { views, events } = whole
    const peerEvents = Math.min(MAX_PEER_EVENTS, COUNTED_OF_CASE * cases)
    printLine(`A log of ${events.toLocaleString('en')} events recorded, one of half as many, and one with corrections`)
    const measured = await inNewDatabase(serverUrl, (emmettUrl) => {
      const ofViews = views.flatMap((view): Contestant[] => [
        { name: `bare ${view}`, events, run: () => whole.bare(view) },
        { name: `rebuild ${view}`, events, run: () => whole.rebuild(view) },
      ])
      return measureAll([...ofViews, ...comparedWith({ whole, half, corrected, serverUrl, emmettUrl, peerEvents }, views)], plan)
    })
    const { timeOf, cpuOf } = measured
    const rebuilds = (view: string): readonly number[] => timeOf(`rebuild ${view}`)
    printLine(`\nEvents of the log a second, medians of ${rounds} rounds; a listing is no part of a bare limit`)
    printLine(viewsTable('rebuild', views, measured))
    const peer = (name: string): string => Math.round(1_000_000 / median(timeOf(name))).toLocaleString('en')
    printLine(`Peers, on ${peerEvents} events: an upsert for each event ${peer('upsert')} a second, emmett ${peer('emmett')}`)
    for (const view of views) {
      const { limit, emmett } = barsOf(view)
      printLine(`\n${view}`)
      printLine(`  of its own limit: ${withVerdict(quotients(timeOf(`bare ${view}`), rebuilds(view)), limit)}`)
      printLine(`  the same in processor time: ${interval(quotients(cpuOf(`bare ${view}`), cpuOf(`rebuild ${view}`)))}`)
      printLine(`  as a multiple of the rate of emmett: ${withVerdict(quotients(timeOf('emmett'), rebuilds(view)), emmett)}`)
      printLine(`  of an upsert for each event: ${interval(quotients(timeOf('upsert'), rebuilds(view)))}`)
      printLine(
        `  time for an event, of half the log: ${withVerdict(quotients(rebuilds(view), timeOf(`half ${view}`)), { maximum: MAX_GROWTH })}`,
      )
      const ofCorrected = quotients(timeOf(`corrected ${view}`), rebuilds(view))
      printLine(`  time for an event with corrections, of one without: ${withVerdict(ofCorrected, { maximum: MAX_OF_CORRECTED })}`)
    }
    const ofService = views.filter((view) => view !== eventRows.name)
    const slowest = ofService.toSorted((one, other) => median(rebuilds(other)) - median(rebuilds(one)))[0] ?? ''
    const sum = Array.from({ length: rounds }, (_, round) => ofService.reduce((total, view) => total + (rebuilds(view)[round] ?? 0), 0))
    printLine(`\nAll ${ofService.length} views of the service by one reading`)
    printLine(
      `  of ${slowest}, the slowest alone: ${withVerdict(quotients(timeOf('all'), rebuilds(slowest)), { maximum: MAX_OF_SLOWEST })}`,
    )
    printLine(`  of one after another: ${interval(quotients(timeOf('all'), sum))}`)
    const locks = whole.lockedMs()
    printLine(
      `The writer of a view was locked out for ${median(locks).toFixed(0)} ms in the median of ${locks.length} swaps, at most ${Math.max(...locks).toFixed(0)}`,
    )
  } finally {
    for (const environment of environments) await environment.close()
  }
}
