import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'

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
  | typeof contract.CharacteristicsStated
  | typeof contract.NeedsAssessed
  | typeof contract.AccommodationRequired
  | typeof contract.AccommodationProvided
  | typeof contract.ReflectionPeriodStarted
  | typeof contract.ReflectionPeriodEnded
  | typeof contract.ShelterAdmitted
  | typeof contract.ShelterExited
  | typeof contract.PersonDiedInCustody
  | typeof contract.RestrictiveMeasureRecorded
  | typeof contract.RestrictiveMeasureReviewed
  | typeof contract.SafetyIncidentReported
  | typeof contract.SafetyIncidentAcknowledged
  | typeof contract.SafetyAlertRaised
  | typeof contract.TemporaryStayDecided
  | typeof contract.ProtectionClaimRecorded
  | typeof contract.ReturnWishStated
  | typeof contract.TestimonyRefused
  | typeof contract.ClaimWishStated
  | typeof contract.CompensationClaimFiled
  | typeof contract.RepatriationAgreed
  | typeof contract.RepatriationCompleted
  | typeof contract.PresumedVictimIdentified
  | typeof contract.PoliceReportDecided
  | typeof contract.PoliceReportMade
  | typeof contract.PoliceReportWithdrawn
>

/** What is in force only from its time on: a consent, an objection, a measure, and what ends them. */
const DATED = [
  'victimSupport.SupportCaseOpened',
  'victimSupport.SupportCaseClosed',
  'victimSupport.RightsInformed',
  'victimSupport.RiskAssessed',
  'victimSupport.SafetyIncidentReported',
  'victimSupport.GuardianAppointed',
  'victimSupport.MajorityReached',
  'victimSupport.ConsentGranted',
  'victimSupport.ConsentWithdrawn',
  'victimSupport.ConsentRefused',
  'victimSupport.NotificationObjectionRecorded',
  'victimSupport.NotificationObjectionWithdrawn',
  'victimSupport.ReflectionPeriodStarted',
  'victimSupport.ReflectionPeriodEnded',
  'victimSupport.RestrictiveMeasureRecorded',
  'victimSupport.RestrictiveMeasureReviewed',
  'victimSupport.ProtectionClaimRecorded',
  'victimSupport.ReturnWishStated',
  'victimSupport.PoliceReportDecided',
] as const satisfies readonly PersonEvent['type'][]

/** A fact of a person that counts from the time at which it happened, not from its recording. */
export type DatedFact = Extract<RecordedFact<PersonEvent>, { readonly type: (typeof DATED)[number] }>

/** Whether a fact counts from the time at which it happened. */
export const isDated = (event: RecordedFact<PersonEvent>): event is DatedFact => DATED.some((type) => type === event.type)

/** What a fact states, without who recorded it; without a time of its own, it counts from its recording. */
export const contentOf = ({ type, data, occurredAt, occurredZone, recordedAt }: DatedFact): string =>
  JSON.stringify([type, data, occurredAt ?? recordedAt, occurredZone])
