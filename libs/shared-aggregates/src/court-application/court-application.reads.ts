import type { CaseHistory, Reading } from '@case-timeline/casework'
import type { KnownCase } from '../custody/custody.ts'

/** Whether the case exists. */
export const caseOfApplication = (history: CaseHistory): Reading<KnownCase> => ({
  known: { caseExists: history.events.length > 0 },
  read: [],
})
