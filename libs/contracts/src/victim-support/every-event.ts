import type { EventType } from '../event-type.ts'
import { AccommodationProvided } from './accommodation-provided.ts'
import { AccommodationRequired } from './accommodation-required.ts'
import { ComplaintLodged } from './complaint-lodged.ts'
import { ComplaintResolved } from './complaint-resolved.ts'
import { ConsentGranted } from './consent-granted.ts'
import { ConsentRefused } from './consent-refused.ts'
import { ConsentWithdrawn } from './consent-withdrawn.ts'
import { GuardianAppointed } from './guardian-appointed.ts'
import { IdentificationNotifiedToParty } from './identification-notified-to-party.ts'
import { MajorityReached } from './majority-reached.ts'
import { NeedsAssessed } from './needs-assessed.ts'
import { NotificationObjectionRecorded } from './notification-objection-recorded.ts'
import { NotificationObjectionWithdrawn } from './notification-objection-withdrawn.ts'
import { ProtectionClaimRecorded } from './protection-claim-recorded.ts'
import { ReferralAnswered } from './referral-answered.ts'
import { ReferralMade } from './referral-made.ts'
import { ReflectionPeriodEnded } from './reflection-period-ended.ts'
import { ReflectionPeriodStarted } from './reflection-period-started.ts'
import { RepatriationAgreed } from './repatriation-agreed.ts'
import { RepatriationCompleted } from './repatriation-completed.ts'
import { RestrictiveMeasureRecorded } from './restrictive-measure-recorded.ts'
import { RestrictiveMeasureReviewed } from './restrictive-measure-reviewed.ts'
import { RightsInformed } from './rights-informed.ts'
import { RiskAssessed } from './risk-assessed.ts'
import { SafetyAlertRaised } from './safety-alert-raised.ts'
import { SafetyIncidentAcknowledged } from './safety-incident-acknowledged.ts'
import { SafetyIncidentReported } from './safety-incident-reported.ts'
import { ServiceDelivered } from './service-delivered.ts'
import { ShelterAdmitted } from './shelter-admitted.ts'
import { ShelterExited } from './shelter-exited.ts'
import { SupportCaseClosed } from './support-case-closed.ts'
import { SupportCaseOpened } from './support-case-opened.ts'
import { SupportPlanAgreed } from './support-plan-agreed.ts'
import { SupportPlanReviewed } from './support-plan-reviewed.ts'
import { TemporaryStayDecided } from './temporary-stay-decided.ts'
import { VictimTreatmentConcernAnswered } from './victim-treatment-concern-answered.ts'
import { VictimTreatmentConcernRaised } from './victim-treatment-concern-raised.ts'

/** The events of victim support. */
export const victimSupportEvents: readonly EventType[] = [
  SupportCaseOpened,
  RightsInformed,
  RiskAssessed,
  GuardianAppointed,
  MajorityReached,
  ConsentGranted,
  ConsentWithdrawn,
  ReferralMade,
  ReferralAnswered,
  ConsentRefused,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  IdentificationNotifiedToParty,
  NeedsAssessed,
  AccommodationRequired,
  AccommodationProvided,
  ReflectionPeriodStarted,
  ReflectionPeriodEnded,
  SupportPlanAgreed,
  SupportPlanReviewed,
  ServiceDelivered,
  ShelterAdmitted,
  ShelterExited,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  TemporaryStayDecided,
  RepatriationAgreed,
  RepatriationCompleted,
  ProtectionClaimRecorded,
  SafetyIncidentReported,
  SafetyIncidentAcknowledged,
  SafetyAlertRaised,
  VictimTreatmentConcernRaised,
  VictimTreatmentConcernAnswered,
  ComplaintLodged,
  ComplaintResolved,
  SupportCaseClosed,
]
