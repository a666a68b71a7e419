import { openBenchEnvironment } from './feed/bench-environment.ts'
import { type Contestant, measureAll, quotients, type RebuildPlan, viewsTable, withVerdict } from './rebuild/contest.ts'
import { rebuiltViews } from './rebuild/rebuilt-views.ts'

/** Measures views that are filled by the consumer of a running service against their own limits. */
export const compareLive = async (plan: RebuildPlan): Promise<void> => {
  const { serverUrl, cases, rounds, printLine } = plan
  const environment = await openBenchEnvironment(serverUrl, '')
  try {
    const { events, views, bare, follow } = await rebuiltViews(environment, cases)
    printLine(`A log of ${events.toLocaleString('en')} events recorded`)
    const contestants = views.flatMap((view): Contestant[] => [
      { name: `bare ${view}`, events, run: () => bare(view) },
      { name: `live ${view}`, events, run: () => follow(view) },
    ])
    const measured = await measureAll(contestants, plan)
    printLine(`\nEvents of the log a second, medians of ${rounds} rounds`)
    printLine(viewsTable('live', views, measured))
    for (const view of views) {
      const ratios = quotients(measured.timeOf(`bare ${view}`), measured.timeOf(`live ${view}`))
      printLine(`${view}, of its own limit: ${withVerdict(ratios, { minimum: 0.3 })}`)
    }
  } finally {
    await environment.close()
  }
}
