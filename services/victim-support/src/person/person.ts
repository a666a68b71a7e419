import { isBefore } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import { afterGrant, afterRefusal, afterWithdrawal, mayRefuse, objectionsInForce, type NoticeAnswers } from './notice-answers.ts'
import { contentOf, isDated, type DatedFact, type PersonEvent } from './person-event.ts'
import type { KnownAge } from './person.commands.ts'
import { withReturnWish, type ReturnWishes } from './return-wish.ts'

export type ReferralState = 'made' | FactOf<typeof contract.ReferralAnswered>['data']['outcome']

export type ClaimState =
  /** `eventId`: of the event that first said so. */
  | { readonly state: 'pending'; readonly eventId: string }
  /** `at` is absent if the time of the decision is not known. */
  | { readonly state: 'decided'; readonly at?: string | undefined }

type Fears = FactOf<typeof contract.ProtectionClaimRecorded>['data']['fears']

/**
 * The claims for protection, by their ids, each with what the person fears as last said of it; '' is what was said of no
 * claim in particular.
 */
export interface Protection {
  readonly claims: Readonly<Record<string, ClaimState & { readonly fears: Fears }>>
}

/** The last word of the person on whether police are informed. */
export type PoliceDecision = FactOf<typeof contract.PoliceReportDecided>['data']

export interface NotYetOffered {
  readonly stage: 'notYetOffered'
}

interface SupportState extends NoticeAnswers {
  /** The mandate of the agency, as it was last stated. */
  readonly mandate?: string | undefined
  readonly guardianRef?: string
  /** The languages recorded when support was offered. */
  readonly languages: readonly string[]
  readonly informedTopics: readonly string[]
  readonly riskAssessed: boolean
  /** A safety incident that no later risk assessment covers; `at` is absent if its time is not known. */
  readonly unassessedIncident?: { readonly at?: string | undefined } | undefined
  readonly referrals: Readonly<Record<string, ReferralState>>
  /** The acknowledged incidents, by the ids of the events that reported them. */
  readonly incidentsAcknowledged: readonly string[]
  readonly accommodations: Readonly<Record<string, 'required' | 'provided'>>
  /** The day on which the reflection period ends (YYYY-MM-DD). */
  readonly reflectionEndsAt?: string | undefined
  /** Restrictions of the person’s freedom, by measure id. */
  readonly restrictiveMeasures: Readonly<Record<string, 'lawful' | 'withoutLegalBasis' | 'lifted'>>
  readonly protection: Protection
  readonly returnWishes: ReturnWishes
  /** The same without what a guardian stated: it counts for a person who is no child, or has come of age. */
  readonly ownReturnWishes: ReturnWishes
  readonly returnsAgreed: readonly string[]
  /** The ids of the claims for compensation that victim support filed with the person. */
  readonly claims: readonly string[]
  readonly policeDecision?: PoliceDecision | undefined
  /** The ids of the reports made to police. */
  readonly policeReports: readonly string[]
  /** From these the state at the time of a past act is folded: see `personAt`. In recording order. */
  readonly datedFacts: readonly DatedFact[]
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

export const newlySupported: Supported = {
  stage: 'supported',
  majorityReached: false,
  languages: [],
  informedTopics: [],
  riskAssessed: false,
  consents: {},
  referrals: {},
  objections: {},
  refusesNoticeAbroad: false,
  noticesRefused: [],
  unrecordedConsentsWithdrawn: [],
  incidentsAcknowledged: [],
  accommodations: {},
  restrictiveMeasures: {},
  protection: { claims: {} },
  returnWishes: {},
  ownReturnWishes: {},
  returnsAgreed: [],
  claims: [],
  policeReports: [],
  datedFacts: [],
}

/** A fact that only repeats the one before it adds nothing. */
const withDatedFact = (person: Person, event: RecordedFact<PersonEvent>): Person => {
  if (person.stage === 'notYetOffered' || !isDated(event)) return person
  const last = person.datedFacts.at(-1)
  return last && contentOf(last) === contentOf(event) ? person : { ...person, datedFacts: [...person.datedFacts, event] }
}

export const evolve = (person: Person, event: RecordedFact<PersonEvent>): Person => withDatedFact(afterEvent(person, event), event)

/** The state after an event, in the order in which events are given. */
export const afterEvent = (person: Person, event: RecordedFact<PersonEvent>): Person => {
  if (event.type === 'victimSupport.SupportCaseOpened')
    return withSupportOpened(person.stage === 'notYetOffered' ? newlySupported : person, event.data)
  if (person.stage === 'notYetOffered') return person
  return event.type === 'victimSupport.SupportCaseClosed' ? { ...person, stage: 'closed' } : evolveOffered(person, event)
}

/** The union of two lists, in order and without duplicates. */
const withAdded = (all: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...all, ...more])]

const withSupportOpened = (person: Offered, { language, mandate }: FactOf<typeof contract.SupportCaseOpened>['data']): Supported => ({
  ...person,
  stage: 'supported',
  mandate: mandate ?? person.mandate,
  languages: withAdded(person.languages, language === undefined ? [] : [language]),
})

/** Whether a time is certainly in an earlier day, month or year than another; false if either is not known. */
const wasEarlier = (time = '', otherTime = ''): boolean => isBefore(time, otherTime)

type ClaimEvent = RecordedFact<FactOf<typeof contract.ProtectionClaimRecorded>>

/** Whether a claim is dated to the month or year of the decision on it, which then comes first in the order of events. */
const isDecidedInItsMonth = (claim: ClaimState | undefined, claimed = ''): boolean =>
  claim?.state === 'decided' && claimed !== '' && claimed.length < 'YYYY-MM-DD'.length && !wasEarlier(claim.at, claimed)

const afterClaim = ({ claims }: Protection, { id, occurredAt, data: { state, fears, claimId } }: ClaimEvent): Protection => {
  const claim = claims[claimId ?? '']
  if (state === 'pending') {
    const isOver = claim !== undefined && claimId !== undefined && isDecidedInItsMonth(claim, occurredAt)
    const after = isOver
      ? { ...claim, fears: [...claim.fears, ...fears] }
      : { ...(claim?.state === 'pending' ? claim : { state, eventId: id }), fears }
    return { claims: { ...claims, [claimId ?? '']: after } }
  }
  // That a person lodged no claim decides none that is on record with an id of its own.
  const over = claimId === undefined ? ['', ...(state === 'decided' ? Object.keys(claims) : [])] : [claimId]
  const decided = { state: 'decided', at: occurredAt, fears } as const
  return { claims: { ...claims, ...Object.fromEntries(over.map((one) => [one, decided])) } }
}

/** What the person fears, by any of the claims: the decision on one says nothing of what another rests on. */
export const fearsOf = ({ protection: { claims } }: SupportState): readonly Fears[number][] =>
  Object.values(claims).flatMap(({ fears }) => fears)

/** The claims for protection that nobody has decided, by the ids of the events that said so. */
export const pendingClaims = ({ protection: { claims } }: SupportState): readonly string[] =>
  Object.values(claims).flatMap((claim) => (claim.state === 'pending' ? [claim.eventId] : []))

type LaterEvent = Exclude<RecordedFact<PersonEvent>, FactOf<typeof contract.SupportCaseOpened | typeof contract.SupportCaseClosed>>

const evolveOffered = <P extends Offered>(person: P, event: LaterEvent): P => {
  switch (event.type) {
    case 'victimSupport.RightsInformed':
      return { ...person, informedTopics: withAdded(person.informedTopics, event.data.topics) }
    case 'victimSupport.RiskAssessed':
      return {
        ...person,
        riskAssessed: true,
        // An assessment on an earlier day, or in an earlier month, did not take the incident into account.
        unassessedIncident: wasEarlier(event.occurredAt, person.unassessedIncident?.at) ? person.unassessedIncident : undefined,
      }
    case 'victimSupport.SafetyIncidentReported':
      return { ...person, unassessedIncident: { at: event.occurredAt } }
    case 'victimSupport.SafetyIncidentAcknowledged':
      return { ...person, incidentsAcknowledged: withAdded(person.incidentsAcknowledged, [event.data.incidentId]) }
    case 'victimSupport.GuardianAppointed':
      return { ...person, guardianRef: event.data.guardianRef }
    case 'victimSupport.MajorityReached':
      return {
        ...person,
        majorityReached: true,
        objections: objectionsInForce(person.objections),
        returnWishes: person.ownReturnWishes,
        policeDecision: person.policeDecision?.decidedBy === 'guardian' ? undefined : person.policeDecision,
      }
    case 'victimSupport.ConsentGranted':
      return afterGrant(person, event.data)
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
          [event.data.measureId]: event.data.legalBasis === undefined ? 'withoutLegalBasis' : 'lawful',
          // Lifted within the month or year to which its start is dated: it stays lifted.
          ...person.restrictiveMeasures,
        },
      }
    case 'victimSupport.RestrictiveMeasureReviewed':
      return event.data.outcome === 'lifted'
        ? { ...person, restrictiveMeasures: { ...person.restrictiveMeasures, [event.data.measureId]: 'lifted' } }
        : person
    case 'victimSupport.ProtectionClaimRecorded':
      return { ...person, protection: afterClaim(person.protection, event) }
    case 'victimSupport.ReturnWishStated':
      // A guardian states no wish of a person who has come of age.
      return event.data.statedBy === 'guardian' && person.majorityReached
        ? person
        : {
            ...person,
            returnWishes: withReturnWish(person.returnWishes, event),
            ownReturnWishes: event.data.statedBy === 'self' ? withReturnWish(person.ownReturnWishes, event) : person.ownReturnWishes,
          }
    case 'victimSupport.RepatriationAgreed':
      return { ...person, returnsAgreed: withAdded(person.returnsAgreed, [event.data.toParty]) }
    case 'prosecution.CompensationClaimFiled':
      return { ...person, claims: withAdded(person.claims, [event.data.claimId]) }
    case 'victimSupport.PoliceReportDecided':
      return { ...person, policeDecision: event.data }
    case 'victimSupport.PoliceReportMade':
      return { ...person, policeReports: withAdded(person.policeReports, [event.data.reportId]) }
    case 'prosecution.TestimonyRefused':
    case 'victimSupport.ClaimWishStated':
    case 'victimSupport.PoliceReportWithdrawn':
    case 'investigation.PresumedVictimIdentified':
    case 'victimSupport.IdentificationNotifiedToParty':
    case 'victimSupport.CharacteristicsStated':
    case 'victimSupport.NeedsAssessed':
    case 'victimSupport.ShelterAdmitted':
    case 'victimSupport.ShelterExited':
    case 'victimSupport.PersonDiedInCustody':
    case 'victimSupport.SafetyAlertRaised':
    case 'victimSupport.TemporaryStayDecided':
    case 'victimSupport.RepatriationCompleted':
      return person
  }
}
