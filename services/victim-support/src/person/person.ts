import { isBefore, withoutTerms, type Consent } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import { coversNoticeTo, withoutNoticePurpose } from './consent.ts'
import type { KnownAge } from './person.commands.ts'

export type PersonEvent = FactOf<
  | typeof contract.SupportCaseOpened
  | typeof contract.SupportCaseClosed
  | typeof contract.RightsInformed
  | typeof contract.RiskAssessed
  | typeof contract.GuardianAppointed
  | typeof contract.MajorityReached
  | typeof contract.ConsentGranted
  | typeof contract.ConsentWithdrawn
  | typeof contract.ConsentRefused
  | typeof contract.NotificationObjectionRecorded
  | typeof contract.NotificationObjectionWithdrawn
  | typeof contract.IdentificationNotifiedToParty
  | typeof contract.ReferralMade
  | typeof contract.ReferralAnswered
  | typeof contract.NeedsAssessed
  | typeof contract.AccommodationRequired
  | typeof contract.AccommodationProvided
  | typeof contract.ReflectionPeriodStarted
  | typeof contract.ReflectionPeriodEnded
  | typeof contract.ShelterAdmitted
  | typeof contract.ShelterExited
  | typeof contract.RestrictiveMeasureRecorded
  | typeof contract.RestrictiveMeasureReviewed
  | typeof contract.SafetyIncidentReported
  | typeof contract.SafetyIncidentAcknowledged
  | typeof contract.SafetyAlertRaised
  | typeof contract.TemporaryStayDecided
  | typeof contract.ProtectionClaimRecorded
  | typeof contract.RepatriationAgreed
  | typeof contract.RepatriationCompleted
>

export type ReferralState = 'made' | FactOf<typeof contract.ReferralAnswered>['data']['outcome']

/** The state of the claim for protection, and what the person fears. */
export type ProtectionClaim = Pick<FactOf<typeof contract.ProtectionClaimRecorded>['data'], 'state' | 'fears'>

export interface NotYetOffered {
  readonly stage: 'notYetOffered'
}

interface SupportState {
  readonly guardianRef?: string
  /** The person came of age in the case, so no guardian answers for the person any more. */
  readonly majorityReached: boolean
  /** The languages recorded when support was offered. */
  readonly languages: readonly string[]
  readonly informedTopics: readonly string[]
  readonly riskAssessed: boolean
  /** A safety incident that no later risk assessment covers; `at` is absent if its time is not known. */
  readonly unassessedIncident?: { readonly at?: string | undefined } | undefined
  readonly consents: Readonly<Record<string, Consent>>
  readonly referrals: Readonly<Record<string, ReferralState>>
  /** By country: whether the objection to notifying it is in force, or was withdrawn with no other answer since. */
  readonly objections: Readonly<Record<string, 'inForce' | 'withdrawn'>>
  /** The person refused every notice abroad. */
  readonly refusesNoticeAbroad: boolean
  /** The acknowledged incidents, by the ids of the events that reported them. */
  readonly incidentsAcknowledged: readonly string[]
  readonly accommodations: Readonly<Record<string, 'required' | 'provided'>>
  /** The day on which the reflection period ends (YYYY-MM-DD). */
  readonly reflectionEndsAt?: string | undefined
  /** Restrictions of the person’s freedom, by measure id. */
  readonly restrictiveMeasures: Readonly<Record<string, 'lawful' | 'withoutLegalBasis' | 'lifted'>>
  readonly claim?: ProtectionClaim
  readonly returnsAgreed: readonly string[]
}
export interface Supported extends SupportState {
  readonly stage: 'supported'
}
/** Support has ended. The state is kept: events of the person are still recorded, and support may start again. */
export interface Closed extends SupportState {
  readonly stage: 'closed'
}

/** Support was offered: it is ongoing or has ended. */
export type Offered = Supported | Closed
export type Person = NotYetOffered | Offered

/** Whether the person is protected as a child: also if the age is in doubt, until the person has come of age. */
export const isProtectedAsChild = ({ majorityReached }: Offered, { known }: { readonly known: KnownAge }): boolean =>
  known.protectedAsChild && !majorityReached

export const notYetOffered: Person = { stage: 'notYetOffered' }

const newlySupported: Supported = {
  stage: 'supported',
  majorityReached: false,
  languages: [],
  informedTopics: [],
  riskAssessed: false,
  consents: {},
  referrals: {},
  objections: {},
  refusesNoticeAbroad: false,
  incidentsAcknowledged: [],
  accommodations: {},
  restrictiveMeasures: {},
  returnsAgreed: [],
}

export const evolve = (person: Person, event: RecordedFact<PersonEvent>): Person => {
  if (event.type === 'victimSupport.SupportCaseOpened')
    return withSupportOpened(person.stage === 'notYetOffered' ? newlySupported : person, event.data)
  if (person.stage === 'notYetOffered') return person
  return event.type === 'victimSupport.SupportCaseClosed' ? { ...person, stage: 'closed' } : evolveOffered(person, event)
}

/** The union of two lists, in order and without duplicates. */
const withAdded = (all: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...all, ...more])]

const withSupportOpened = (person: Offered, { language }: FactOf<typeof contract.SupportCaseOpened>['data']): Supported => ({
  ...person,
  stage: 'supported',
  languages: withAdded(person.languages, language === undefined ? [] : [language]),
})

/** The objections in force. A withdrawal of an objection does not count after majority, or after a later refusal. */
const objectionsInForce = (objections: SupportState['objections']): SupportState['objections'] =>
  Object.fromEntries(Object.entries(objections).filter(([, state]) => state === 'inForce'))

/** A consent that was withdrawn and is not on record as granted: it covers nothing. */
const WITHDRAWN_UNRECORDED: Consent = { purposes: [], recipients: [], dataCategories: [], grantedBy: 'self', expiresAt: '' }

type Withdrawal = FactOf<typeof contract.ConsentWithdrawn>['data']

/** A person who withdraws the consent to notify a country no longer agrees to it by an objection withdrawn before. */
const afterWithdrawal = <P extends SupportState>(person: P, { consentId, scope }: Withdrawal): P => {
  const before = person.consents[consentId]
  // Withdrawn before it is on record: the id is used, so that no consent comes into force under it later.
  if (!before) return { ...person, consents: { ...person.consents, [consentId]: WITHDRAWN_UNRECORDED } }
  const after = withoutTerms(before, scope)
  const isNoticeConsentWithdrawn = (party: string): boolean => coversNoticeTo(before, party) && !coversNoticeTo(after, party)
  const objections = Object.fromEntries(
    Object.entries(person.objections).filter(([party, state]) => state === 'inForce' || !isNoticeConsentWithdrawn(party)),
  )
  return { ...person, consents: { ...person.consents, [consentId]: after }, objections }
}

/** A guardian’s refusal has no effect for a person who has come of age. */
const mayRefuse = ({ majorityReached }: SupportState, { refusedBy }: FactOf<typeof contract.ConsentRefused>['data']): boolean =>
  refusedBy === 'self' || !majorityReached

/** A refusal of every notice abroad cancels earlier agreements. The person may later agree to a country again. */
const afterRefusal = <P extends SupportState>(person: P): P => ({
  ...person,
  refusesNoticeAbroad: true,
  consents: withoutNoticePurpose(person.consents),
  objections: objectionsInForce(person.objections),
})

const DAY_LENGTH = 'YYYY-MM-DD'.length

/** Whether a time is certainly on an earlier day than another; false if the day of either is not known. */
const wasOnEarlierDay = (time = '', otherTime = ''): boolean =>
  Math.min(time.length, otherTime.length) >= DAY_LENGTH && isBefore(time, otherTime)

type LaterEvent = Exclude<RecordedFact<PersonEvent>, FactOf<typeof contract.SupportCaseOpened | typeof contract.SupportCaseClosed>>

const evolveOffered = <P extends Offered>(person: P, event: LaterEvent): P => {
  switch (event.type) {
    case 'victimSupport.RightsInformed':
      return { ...person, informedTopics: withAdded(person.informedTopics, event.data.topics) }
    case 'victimSupport.RiskAssessed':
      return {
        ...person,
        riskAssessed: true,
        // An assessment on an earlier day did not take the incident into account.
        unassessedIncident: wasOnEarlierDay(event.occurredAt, person.unassessedIncident?.at) ? person.unassessedIncident : undefined,
      }
    case 'victimSupport.SafetyIncidentReported':
      return { ...person, unassessedIncident: { at: event.occurredAt } }
    case 'victimSupport.SafetyIncidentAcknowledged':
      return { ...person, incidentsAcknowledged: withAdded(person.incidentsAcknowledged, [event.data.incidentId]) }
    case 'victimSupport.GuardianAppointed':
      return { ...person, guardianRef: event.data.guardianRef }
    case 'victimSupport.MajorityReached':
      return { ...person, majorityReached: true, objections: objectionsInForce(person.objections) }
    case 'victimSupport.ConsentGranted':
      return {
        ...person,
        consents: { ...person.consents, [event.data.consentId]: event.data },
      }
    case 'victimSupport.ConsentWithdrawn':
      return afterWithdrawal(person, event.data)
    case 'victimSupport.ConsentRefused':
      return event.data.purposes.includes('notificationAbroad') && mayRefuse(person, event.data) ? afterRefusal(person) : person
    case 'victimSupport.NotificationObjectionRecorded':
      return { ...person, objections: { ...person.objections, [event.data.party]: 'inForce' } }
    case 'victimSupport.NotificationObjectionWithdrawn':
      // Who withdraws an objection that is not on record has not agreed to a notice by that.
      return person.objections[event.data.party] === undefined
        ? person
        : { ...person, objections: { ...person.objections, [event.data.party]: 'withdrawn' } }
    case 'victimSupport.ReferralMade':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: 'made' } }
    case 'victimSupport.ReferralAnswered':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: event.data.outcome } }
    case 'victimSupport.AccommodationRequired':
      return { ...person, accommodations: { ...person.accommodations, [event.data.accommodationId]: 'required' } }
    case 'victimSupport.AccommodationProvided':
      return { ...person, accommodations: { ...person.accommodations, [event.data.accommodationId]: 'provided' } }
    case 'victimSupport.ReflectionPeriodStarted':
      return { ...person, reflectionEndsAt: event.data.endsAt }
    case 'victimSupport.ReflectionPeriodEnded':
      return { ...person, reflectionEndsAt: undefined }
    case 'victimSupport.RestrictiveMeasureRecorded':
      return {
        ...person,
        restrictiveMeasures: {
          ...person.restrictiveMeasures,
          [event.data.measureId]: event.data.legalBasis === undefined ? 'withoutLegalBasis' : 'lawful',
        },
      }
    case 'victimSupport.RestrictiveMeasureReviewed':
      return event.data.outcome === 'lifted'
        ? { ...person, restrictiveMeasures: { ...person.restrictiveMeasures, [event.data.measureId]: 'lifted' } }
        : person
    case 'victimSupport.ProtectionClaimRecorded':
      return { ...person, claim: { state: event.data.state, fears: event.data.fears } }
    case 'victimSupport.RepatriationAgreed':
      return { ...person, returnsAgreed: withAdded(person.returnsAgreed, [event.data.toParty]) }
    case 'victimSupport.IdentificationNotifiedToParty':
    case 'victimSupport.NeedsAssessed':
    case 'victimSupport.ShelterAdmitted':
    case 'victimSupport.ShelterExited':
    case 'victimSupport.SafetyAlertRaised':
    case 'victimSupport.TemporaryStayDecided':
    case 'victimSupport.RepatriationCompleted':
      return person
  }
}
