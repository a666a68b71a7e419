import {
  actingAgencyOf,
  consentsInForce,
  hasExpired,
  isAttempt,
  sectorOf,
  type CaseHistory,
  type RecordedEvent,
} from '@case-timeline/casework'
import {
  ClaimWishStated,
  EventCorrected,
  officeAddressedBy,
  TestimonyRefused,
  type AgencyId,
  type DataCategory,
  type DataOf,
  type Fact,
} from '@case-timeline/contracts'

/** What a person says to victim support about the trial, and the kind of data under which a consent covers it. */
const CATEGORY_OF: ReadonlyMap<string, DataCategory> = new Map([
  [TestimonyRefused.type, 'testimony'],
  [ClaimWishStated.type, 'caseFacts'],
])

/** The sectors that receive such a statement. */
const RECEIVERS = ['prosecution', 'adjudication'] as const

const officesIn = ({ type, data, stream, envelope }: RecordedEvent): readonly AgencyId[] => {
  const isOfReceiver = RECEIVERS.some((sector) => sector === sectorOf(stream))
  const addressed = RECEIVERS.flatMap((sector) => officeAddressedBy({ type, data }, stream, sector)?.office ?? [])
  return isOfReceiver ? [actingAgencyOf(envelope.actor), ...addressed] : addressed
}

/** The offices of prosecutors and courts that take part in a case, as far as victim support sees it. */
const receivingOffices = ({ events }: CaseHistory): ReadonlySet<AgencyId> =>
  new Set(events.filter((event) => !isAttempt(event)).flatMap(officesIn))

/** The statement that a fact makes; of a correction, the one that it states again. */
const statementIn = (history: CaseHistory, fact: Fact): Fact | undefined => {
  if (fact.type !== EventCorrected.type) return fact
  const { correctsId, data } = fact.data as DataOf<'case.EventCorrected'>
  const corrected = history.events.find(({ id }) => id === correctsId)
  return corrected && { type: corrected.type, data }
}

/**
 * Whether what a person said to victim support about the trial stays there: unless a consent of the person that is in force
 * when it is recorded allows its use in criminal proceedings, covers that kind of data, and names every office of prosecutors
 * and courts that victim support sees in the case. Each sector receives it, also an office that takes part by events which
 * support does not receive.
 * @param now RFC 3339 in UTC
 */
export const isStatementKept = (history: CaseHistory, fact: Fact, now: string): boolean => {
  const statement = statementIn(history, fact)
  const category = statement && CATEGORY_OF.get(statement.type)
  if (statement === undefined || category === undefined) return false
  const { personRef } = statement.data as { readonly personRef: string }
  const offices = [...receivingOffices(history)]
  const isCovered = consentsInForce(history, personRef, (facts) => facts).known.some(
    (consent) =>
      !hasExpired(consent, now) &&
      consent.purposes.includes('criminalProceedings') &&
      consent.dataCategories.includes(category) &&
      offices.every((office) => consent.recipients.includes(office)),
  )
  return offices.length === 0 || !isCovered
}
