import type * as contract from '@case-timeline/contracts'
import type { CommandType, FactOf, Happened } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import { namesAsTold, withdrawnFrom, withoutNotice, type Consent } from './consent.ts'

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

/** What victim support knows of the other sectors' facts, and of the events of her own stream by their ids. */
export interface KnownToSupport {
  /** She was identified as a child, or her age is unknown or in dispute, or nobody has said yet how old she is. */
  readonly protectedAsAChild: boolean
  readonly suspects: readonly string[]
  readonly accused: readonly string[]
  /** Those whom the investigation names as recruiter or exploiter. */
  readonly recruitersAndExploiters: readonly string[]
  /** Her references, where others were merged with the one she goes by. */
  readonly alsoHer?: readonly string[] | undefined
  /** More cases are linked with hers than are read for one decision. */
  readonly moreLinked?: boolean | undefined
  /** What threatened or harmed her: the ids of the events that reported it. */
  readonly incidents?: readonly string[] | undefined
  /** The languages in which she was screened. */
  readonly screenedIn?: readonly string[] | undefined
  /** The last assessment of her risk: the id of its event, and by when to look again. */
  readonly lastRisk?: { readonly eventId: string; readonly reviewBy: string } | undefined
  /** A hearing is still to be held, or she agreed to testify and was not heard yet. */
  readonly testimonyPending?: boolean | undefined
  /** The days of reflection that policy grants, where it grants any. */
  readonly reflectionDays?: number | undefined
}

type To<T extends CommandType> = Command<T['name'], T['example'], KnownToSupport>
export type ToOpen = To<typeof contract.OpenSupportCase>
export type ToClose = To<typeof contract.CloseSupportCase>
export type ToInform = To<typeof contract.InformOfRights>
export type ToAssess = To<typeof contract.AssessRisk>
export type ToAppoint = To<typeof contract.AppointGuardian>
export type ToRecordMajority = To<typeof contract.RecordMajority>
export type ToGrant = To<typeof contract.GrantConsent>
export type ToWithdraw = To<typeof contract.WithdrawConsent>
export type ToRefer = To<typeof contract.MakeReferral>
export type ToAnswer = To<typeof contract.AnswerReferral>
export type ToRefuse = To<typeof contract.RefuseConsent>
export type ToObject = To<typeof contract.RecordNotificationObjection>
export type ToWithdrawObjection = To<typeof contract.WithdrawNotificationObjection>
export type ToNotify = To<typeof contract.NotifyPartyOfIdentification>
export type ToAssessNeeds = To<typeof contract.AssessNeeds>
export type ToRequire = To<typeof contract.RequireAccommodation>
export type ToProvide = To<typeof contract.ProvideAccommodation>
export type ToStartReflection = To<typeof contract.StartReflectionPeriod>
export type ToEndReflection = To<typeof contract.EndReflectionPeriod>
export type ToAdmit = To<typeof contract.AdmitToShelter>
export type ToExit = To<typeof contract.ExitShelter>
export type ToRestrict = To<typeof contract.RecordRestrictiveMeasure>
export type ToReview = To<typeof contract.ReviewRestrictiveMeasure>
export type ToReport = To<typeof contract.ReportSafetyIncident>
export type ToAcknowledge = To<typeof contract.AcknowledgeSafetyIncident>
export type ToDecideStay = To<typeof contract.DecideTemporaryStay>
export type ToClaim = To<typeof contract.RecordProtectionClaim>
export type ToAgreeReturn = To<typeof contract.AgreeRepatriation>
export type ToCompleteReturn = To<typeof contract.CompleteRepatriation>

export type SharingCommand = ToGrant | ToWithdraw | ToRefer | ToAnswer
export type NoticeCommand = ToRefuse | ToObject | ToWithdrawObjection | ToNotify
export type CareCommand =
  | ToAssessNeeds
  | ToRequire
  | ToProvide
  | ToStartReflection
  | ToEndReflection
  | ToAdmit
  | ToExit
  | ToRestrict
  | ToReview
  | ToReport
  | ToAcknowledge
export type ReturnCommand = ToDecideStay | ToClaim | ToAgreeReturn | ToCompleteReturn
export type PersonCommand =
  ToOpen | ToClose | ToInform | ToAssess | ToAppoint | ToRecordMajority | SharingCommand | NoticeCommand | CareCommand | ReturnCommand

export type ReferralState = 'made' | FactOf<typeof contract.ReferralAnswered>['data']['outcome']

/** What she asks to be protected from. */
export type Claim = Pick<FactOf<typeof contract.ProtectionClaimRecorded>['data'], 'state' | 'fears'>

export interface NotYetOffered {
  readonly stage: 'notYetOffered'
}

interface Known {
  readonly guardianRef?: string
  /** She came of age in the case: nobody answers for her any more. */
  readonly ofAge: boolean
  /** The languages that were stated when support was offered to her. */
  readonly languages: readonly string[]
  readonly topicsTold: readonly string[]
  readonly riskAssessed: boolean
  /** Something threatened or harmed her that no assessment of her risk has looked at; `at` where it is known when. */
  readonly unassessedIncident?: { readonly at?: string | undefined } | undefined
  readonly consents: Readonly<Record<string, Consent>>
  readonly referrals: Readonly<Record<string, ReferralState>>
  /** By country: whether she objects to its being told of her, or no longer does and has said nothing else since. */
  readonly objections: Readonly<Record<string, 'stands' | 'withdrawn'>>
  /** She said no to any notice abroad. */
  readonly refusesNotice: boolean
  /** The incidents that whoever was on duty took in, by the events that reported them. */
  readonly incidentsTakenIn: readonly string[]
  readonly accommodations: Readonly<Record<string, 'required' | 'provided'>>
  /** The day on which her time of reflection ends. */
  readonly reflectsUntil?: string | undefined
  /** Restrictions of her freedom: those with a legal basis, and those without. */
  readonly restrictions: Readonly<Record<string, 'lawful' | 'baseless' | 'lifted'>>
  readonly claim?: Claim
  readonly returnsAgreed: readonly string[]
}
export interface Supported extends Known {
  readonly stage: 'supported'
}
/** Support has ended; what is known of her stays known, and what happens to her is still recorded. */
export interface Closed extends Known {
  readonly stage: 'closed'
}

export type Person = NotYetOffered | Supported | Closed

/** In doubt she is protected as a child, until she comes of age. */
export const isProtectedAsAChild = (
  { ofAge }: Pick<Supported, 'ofAge'>,
  { known }: { readonly known: Pick<KnownToSupport, 'protectedAsAChild'> },
): boolean => known.protectedAsAChild && !ofAge

export const notYetOffered: Person = { stage: 'notYetOffered' }

const newlySupported: Supported = {
  stage: 'supported',
  ofAge: false,
  languages: [],
  topicsTold: [],
  riskAssessed: false,
  consents: {},
  referrals: {},
  objections: {},
  refusesNotice: false,
  incidentsTakenIn: [],
  accommodations: {},
  restrictions: {},
  returnsAgreed: [],
}

export const evolve = (person: Person, event: Happened<PersonEvent>): Person => {
  if (event.type === 'victimSupport.SupportCaseOpened')
    return offered(person.stage === 'notYetOffered' ? newlySupported : person, event.data)
  if (person.stage === 'notYetOffered') return person
  return event.type === 'victimSupport.SupportCaseClosed' ? { ...person, stage: 'closed' } : evolveKnown(person, event)
}

const added = (all: readonly string[], more: readonly string[]): readonly string[] => [
  ...all,
  ...more.filter((one, at) => !all.includes(one) && more.indexOf(one) === at),
]

const offered = (person: Supported | Closed, { language }: FactOf<typeof contract.SupportCaseOpened>['data']): Supported => ({
  ...person,
  stage: 'supported',
  languages: added(person.languages, language === undefined ? [] : [language]),
})

/** What she objects to stands when she comes of age; an objection that was taken back for a child is no answer of hers. */
const standingOf = (objections: Known['objections']): Known['objections'] =>
  Object.fromEntries(Object.entries(objections).filter(([, state]) => state === 'stands'))

/** She takes back what she agreed to of a country: that she no longer objects to its notice is no answer of hers any more. */
const afterWithdrawal = <P extends Known>(person: P, consents: P['consents']): P => {
  const isTakenBack = (party: string): boolean =>
    Object.entries(person.consents).some(([id, before]) => namesAsTold(before, party) && consents[id] && !namesAsTold(consents[id], party))
  const objections = Object.fromEntries(
    Object.entries(person.objections).filter(([party, state]) => state === 'stands' || !isTakenBack(party)),
  )
  return { ...person, consents, objections }
}

/** What she agreed to before she refused any notice is over; what she says of a country later counts. */
const afterRefusal = <P extends Known>(person: P): P => ({
  ...person,
  refusesNotice: true,
  consents: withoutNotice(person.consents),
  objections: standingOf(person.objections),
})

/** Whether one was certainly before the other: what happened on the same day, or at a time that is not known, was not. */
const isBefore = (one = '', other = ''): boolean => {
  const known = Math.min(one.length, other.length)
  return known >= 10 && one.slice(0, 10) < other.slice(0, 10)
}

type Later = Exclude<Happened<PersonEvent>, FactOf<typeof contract.SupportCaseOpened | typeof contract.SupportCaseClosed>>

const evolveKnown = <P extends Supported | Closed>(person: P, event: Later): P => {
  switch (event.type) {
    case 'victimSupport.RightsInformed':
      return { ...person, topicsTold: added(person.topicsTold, event.data.topics) }
    case 'victimSupport.RiskAssessed':
      return {
        ...person,
        riskAssessed: true,
        unassessedIncident: isBefore(event.occurredAt, person.unassessedIncident?.at) ? person.unassessedIncident : undefined,
      }
    case 'victimSupport.SafetyIncidentReported':
      return { ...person, unassessedIncident: { at: event.occurredAt } }
    case 'victimSupport.SafetyIncidentAcknowledged':
      return { ...person, incidentsTakenIn: added(person.incidentsTakenIn, [event.data.incidentId]) }
    case 'victimSupport.GuardianAppointed':
      return { ...person, guardianRef: event.data.guardianRef }
    case 'victimSupport.MajorityReached':
      return { ...person, ofAge: true, objections: standingOf(person.objections) }
    case 'victimSupport.ConsentGranted':
      return {
        ...person,
        consents: { ...person.consents, [event.data.consentId]: event.data },
      }
    case 'victimSupport.ConsentWithdrawn':
      return afterWithdrawal(person, withdrawnFrom(person.consents, event.data))
    case 'victimSupport.ConsentRefused':
      return event.data.purposes.includes('notificationAbroad') ? afterRefusal(person) : person
    case 'victimSupport.NotificationObjectionRecorded':
      return { ...person, objections: { ...person.objections, [event.data.party]: 'stands' } }
    case 'victimSupport.NotificationObjectionWithdrawn':
      return { ...person, objections: { ...person.objections, [event.data.party]: 'withdrawn' } }
    case 'victimSupport.ReferralMade':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: 'made' } }
    case 'victimSupport.ReferralAnswered':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: event.data.outcome } }
    case 'victimSupport.AccommodationRequired':
      return { ...person, accommodations: { ...person.accommodations, [event.data.accommodationId]: 'required' } }
    case 'victimSupport.AccommodationProvided':
      return { ...person, accommodations: { ...person.accommodations, [event.data.accommodationId]: 'provided' } }
    case 'victimSupport.ReflectionPeriodStarted':
      return { ...person, reflectsUntil: event.data.endsAt }
    case 'victimSupport.ReflectionPeriodEnded':
      return { ...person, reflectsUntil: undefined }
    case 'victimSupport.RestrictiveMeasureRecorded':
      return {
        ...person,
        restrictions: { ...person.restrictions, [event.data.measureId]: event.data.legalBasis === undefined ? 'baseless' : 'lawful' },
      }
    case 'victimSupport.RestrictiveMeasureReviewed':
      return event.data.outcome === 'lifted'
        ? { ...person, restrictions: { ...person.restrictions, [event.data.measureId]: 'lifted' } }
        : person
    case 'victimSupport.ProtectionClaimRecorded':
      return { ...person, claim: { state: event.data.state, fears: event.data.fears } }
    case 'victimSupport.RepatriationAgreed':
      return { ...person, returnsAgreed: added(person.returnsAgreed, [event.data.toParty]) }
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
