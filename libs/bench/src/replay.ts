import { openBenchEnvironment } from './feed/bench-environment.ts'
import { interval, measureAll, quotients, type RebuildPlan } from './rebuild/contest.ts'
import { rebuiltViews } from './rebuild/rebuilt-views.ts'
import { eventRows } from './rebuild/bench-views.ts'
import { median, table } from './table.ts'

const REPLAYED_CASES = 300

/**
 * Measures what analysts do with a log: to read all of it, to fill the views as they were known at a position, next to a
 * rebuild of the same views, and to follow cases event by event, next to folding the whole log.
 */
export const measureReplays = async (plan: RebuildPlan): Promise<void> => {
  const { serverUrl, cases, rounds, printLine } = plan
  const environment = await openBenchEnvironment(serverUrl, '')
  try {
    const log = await rebuiltViews(environment, cases)
    const { events, views } = log
    const ofService = views.filter((view) => view !== eventRows.name)
    printLine(`A log of ${events.toLocaleString('en')} events recorded`)
    const stepped = (await log.steps(ofService[0] ?? '', REPLAYED_CASES)).events
    const measured = await measureAll(
      [
        { name: 'read', events, run: log.readAll },
        { name: 'materialise', events, run: log.materialise },
        { name: 'rebuild', events, run: log.rebuildAll },
        ...ofService.flatMap((view) => [
          { name: `steps ${view}`, events: stepped, run: () => log.steps(view, REPLAYED_CASES) },
          { name: `bare ${view}`, events, run: () => log.bare(view) },
        ]),
      ],
      plan,
    )
    const { timeOf, cpuOf, memoryOf } = measured
    const names = ['read', 'materialise', 'rebuild', ...ofService.flatMap((view) => [`steps ${view}`, `bare ${view}`])]
    printLine(`\nEvents a second, processor time of an event, and memory; medians of ${rounds} rounds`)
    printLine(
      table([
        ['', 'events/s', 'processor µs', 'memory, MiB'],
        ...names.map((name) => [
          name,
          Math.round(1_000_000 / median(timeOf(name))).toLocaleString('en'),
          median(cpuOf(name)).toFixed(1),
          Math.max(...memoryOf(name)).toFixed(0),
        ]),
      ]),
    )
    printLine(
      `\nAll views at a position, as a multiple of a rebuild of them: ${interval(quotients(timeOf('materialise'), timeOf('rebuild')))}`,
    )
    for (const view of ofService)
      printLine(
        `${REPLAYED_CASES} cases of ${view} event by event, of folding the log: ${interval(quotients(timeOf(`steps ${view}`), timeOf(`bare ${view}`)))}`,
      )
  } finally {
    await environment.close()
  }
}
