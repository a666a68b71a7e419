import type { ServiceDescription } from '@case-timeline/service-kit'
import type { Sector } from './deadline.ts'
import { deadlinesView } from './deadlines.view.ts'
import { watchDeadlines } from './watch.ts'

/** What a service needs, beside the migrations and the controller, to keep the deadlines of its sector. */
export const keepsDeadlines = (sector: Sector): Required<Pick<ServiceDescription, 'viewsUnder' | 'chores'>> => ({
  viewsUnder: (policy, receivingAgency) => [deadlinesView(sector, policy, receivingAgency)],
  chores: [watchDeadlines(sector)],
})
