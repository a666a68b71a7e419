import type { CaseHistory, Reading, RecordedEvent } from '@case-timeline/casework'
import type { AgencyId } from '@case-timeline/contracts'
import type { KnownAssignments, KnownCase, KnownHandover, KnownOffice } from './case-record.ts'

// No case has an empty id.
const knownCaseOf = (first: RecordedEvent | undefined): KnownCase => ({ caseId: first?.caseId ?? '', caseExists: first !== undefined })

/** A case exists if an event is recorded in it. */
export const caseExistence = ({ events: [first] }: CaseHistory): Reading<KnownCase> => ({
  known: knownCaseOf(first),
  read: first === undefined ? [] : [first],
})

/** The roles of the sector in which a user of another agency may be assigned, and the users who are. */
export const assignments =
  (roles: readonly string[], othersIn: (history: CaseHistory) => KnownAssignments['others']) =>
  (history: CaseHistory): Reading<KnownAssignments> => {
    const { known, read } = caseExistence(history)
    return { known: { ...known, roles, others: othersIn(history) }, read }
  }

/** Whether the handed-over event is recorded in the case. */
export const handover = (
  history: CaseHistory,
  { data: { eventId } }: { readonly data: { readonly eventId: string } },
): Reading<KnownHandover> => {
  const existence = caseExistence(history)
  const handedOver = history.events.find(({ id }) => id === eventId)
  return {
    known: { ...existence.known, isHandedOver: handedOver !== undefined },
    read: handedOver === undefined ? existence.read : [handedOver],
  }
}

/** The office of the sector that has the case. */
export const officeOf =
  (officeIn: (history: CaseHistory) => AgencyId | undefined) =>
  (history: CaseHistory): Reading<KnownOffice> => {
    const { known, read } = caseExistence(history)
    return { known: { ...known, office: officeIn(history) }, read }
  }
