import { withoutTerms, type Consent } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf } from '@case-timeline/contracts'
import { coversNoticeTo, mayEndNotice, withoutNoticePurpose } from './consent.ts'

/** What a person has answered about notices abroad, and what else the consents cover. */
export interface NoticeAnswers {
  /** The person came of age in the case, so no guardian answers for the person any more. */
  readonly majorityReached: boolean
  readonly consents: Readonly<Record<string, Consent>>
  /** By country: whether the objection to notifying it is in force, or was withdrawn with no other answer since. */
  readonly objections: Readonly<Record<string, 'inForce' | 'withdrawn'>>
  /** The person refused every notice abroad. */
  readonly refusesNoticeAbroad: boolean
  /** The countries of which the person withdrew a consent to the notice: that is an answer, and no silence. */
  readonly noticesRefused: readonly string[]
  /** The consents that were withdrawn, are not on record, and may have covered a notice: in doubt, that is an answer. */
  readonly unrecordedConsentsWithdrawn: readonly string[]
}

/** The objections in force. A withdrawal of an objection does not count after majority, or after a later refusal. */
export const objectionsInForce = (objections: NoticeAnswers['objections']): NoticeAnswers['objections'] =>
  Object.fromEntries(Object.entries(objections).filter(([, state]) => state === 'inForce'))

/** A consent that was withdrawn and is not on record as granted: it covers nothing. */
const WITHDRAWN_UNRECORDED: Consent = { purposes: [], recipients: [], dataCategories: [], grantedBy: 'self', expiresAt: '' }

/** The countries whose notice one consent covers, and another does not. */
const noticesLost = (before: Consent, after: Consent): readonly string[] =>
  (before.parties ?? []).filter((party) => coversNoticeTo(before, party) && !coversNoticeTo(after, party))

const withNoticesRefused = <P extends NoticeAnswers>(person: P, parties: readonly string[]): P => ({
  ...person,
  noticesRefused: [...new Set([...person.noticesRefused, ...parties])],
})

/** A consent that was withdrawn before it is on record stays withdrawn. */
export const afterGrant = <P extends NoticeAnswers>(person: P, granted: FactOf<typeof contract.ConsentGranted>['data']): P => {
  const before = person.consents[granted.consentId]
  if (before) {
    const unrecordedConsentsWithdrawn = person.unrecordedConsentsWithdrawn.filter((one) => one !== granted.consentId)
    return withNoticesRefused({ ...person, unrecordedConsentsWithdrawn }, noticesLost(granted, before))
  }
  return { ...person, consents: { [granted.consentId]: granted, ...person.consents } }
}

/** A person who withdraws the consent to notify a country no longer agrees to it by an objection withdrawn before. */
export const afterWithdrawal = <P extends NoticeAnswers>(
  person: P,
  { consentId, scope }: FactOf<typeof contract.ConsentWithdrawn>['data'],
): P => {
  const before = person.consents[consentId]
  // Withdrawn before it is on record: the id is used, so that no consent comes into force under it later.
  if (!before)
    return {
      ...person,
      consents: { ...person.consents, [consentId]: WITHDRAWN_UNRECORDED },
      unrecordedConsentsWithdrawn: [...person.unrecordedConsentsWithdrawn, ...(mayEndNotice(scope) ? [consentId] : [])],
    }
  const after = withoutTerms(before, scope)
  const lost = noticesLost(before, after)
  const objections = Object.fromEntries(
    Object.entries(person.objections).filter(([party, state]) => state === 'inForce' || !lost.includes(party)),
  )
  return { ...withNoticesRefused(person, lost), consents: { ...person.consents, [consentId]: after }, objections }
}

/** A guardian’s refusal has no effect for a person who has come of age. */
export const mayRefuse = ({ majorityReached }: NoticeAnswers, { refusedBy }: FactOf<typeof contract.ConsentRefused>['data']): boolean =>
  refusedBy === 'self' || !majorityReached

/** A refusal of every notice abroad cancels earlier agreements. The person may later agree to a country again. */
export const afterRefusal = <P extends NoticeAnswers>(person: P): P => ({
  ...person,
  refusesNoticeAbroad: true,
  consents: withoutNoticePurpose(person.consents),
  objections: objectionsInForce(person.objections),
})
