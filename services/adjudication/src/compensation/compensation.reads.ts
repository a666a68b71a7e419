import { storedOf, type CaseHistory, type Reading } from '@case-timeline/casework'
import type { KnownCourtCase } from './compensation.ts'

/** Whether the case is on record, whether the court case is registered, and whether the court confiscated assets for a victim fund. */
export const courtCase = (history: CaseHistory): Reading<KnownCourtCase> => {
  const registered = history.facts('adjudication.CourtCaseRegistered', 'adjudication.PrivateComplaintRegistered')
  const confiscated = history.facts('adjudication.ConfiscationOrdered').filter(({ data }) => data.destination === 'victimFund')
  return {
    known: {
      caseExists: history.events.length > 0,
      courtCaseRegistered: registered.length > 0,
      confiscatedForVictims: confiscated.length > 0,
    },
    read: storedOf(registered, confiscated),
  }
}
