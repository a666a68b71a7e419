import type { Clock, Sector } from '@case-timeline/casework'
import type { LawsInForce, ServiceDescription } from '@case-timeline/service-kit'
import type { PolicyOf } from './deadline-calculation.ts'
import { deadlinesView } from './deadlines.view.ts'
import { overdueMeasures } from './overdue-deadlines.ts'
import { watchDeadlines } from './watch-deadlines.ts'

export const policyOf =
  (laws: LawsInForce): PolicyOf =>
  (jurisdiction) =>
    laws.of(jurisdiction)?.policy

/** The view and the job that maintain the deadlines of a sector, for the description of its service. */
export const withDeadlines = (
  sector: Sector,
  clocks: readonly Clock[],
): Required<Pick<ServiceDescription, 'viewsUnderLaws' | 'jobs' | 'measures'>> => ({
  viewsUnderLaws: (laws) => [deadlinesView({ sector, clocks, policyOf: policyOf(laws) }, [...laws.policies.values()])],
  jobs: [watchDeadlines({ sector, clocks })],
  measures: (db) => overdueMeasures(db, new Date().toISOString()),
})
