import { adjudicationCommands } from './adjudication/adjudication.commands.ts'
import { adjudicationEvents } from './adjudication/every-event.ts'
import { auditTrailCommands } from './audit-trail/audit-trail.commands.ts'
import { auditTrailEvents } from './audit-trail/every-event.ts'
import { CASE_RECORD_SERVICES, caseRecordCommandsOf } from './case/case-record.commands.ts'
import { correctEvent, retractEvent } from './case/case.commands.ts'
import { caseEvents } from './case/every-event.ts'
import type { CommandType } from './command-type.ts'
import { investigationDetention, prosecutionDetention } from './custody/detention.ts'
import type { EventType } from './event-type.ts'
import { SERVICES, type ServiceName } from './fields.ts'
import { AssetsFrozen } from './investigation/assets-frozen.ts'
import { AssetsReleased } from './investigation/assets-released.ts'
import { CaseOpened } from './investigation/case-opened.ts'
import { CaseReferredToProsecution } from './investigation/case-referred-to-prosecution.ts'
import { CoerciveMeasureAuthorised } from './investigation/coercive-measure-authorised.ts'
import { CooperationMechanismEnded } from './investigation/cooperation-mechanism-ended.ts'
import { CooperationMechanismEstablished } from './investigation/cooperation-mechanism-established.ts'
import { EvidenceCertified } from './investigation/evidence-certified.ts'
import { EvidenceCollected } from './investigation/evidence-collected.ts'
import { EvidenceCustodyTransferred } from './investigation/evidence-custody-transferred.ts'
import { ForeignIdentificationRecognised } from './investigation/foreign-identification-recognised.ts'
import { InterviewConducted } from './investigation/interview-conducted.ts'
import { InvestigationClosed } from './investigation/investigation-closed.ts'
import { InvestigationReopened } from './investigation/investigation-reopened.ts'
import { InvestigationSuspended } from './investigation/investigation-suspended.ts'
import { investigationCommands } from './investigation/investigation.commands.ts'
import { JointInvestigationEstablished } from './investigation/joint-investigation-established.ts'
import { OnlineTraceRecorded } from './investigation/online-trace-recorded.ts'
import { PoliceCooperationAnswered } from './investigation/police-cooperation-answered.ts'
import { PoliceCooperationRequested } from './investigation/police-cooperation-requested.ts'
import { PreservationAnswered } from './investigation/preservation-answered.ts'
import { PreservationRequested } from './investigation/preservation-requested.ts'
import { PresumedVictimIdentified } from './investigation/presumed-victim-identified.ts'
import { ScreeningConducted } from './investigation/screening-conducted.ts'
import { SpontaneousInformationShared } from './investigation/spontaneous-information-shared.ts'
import { SuspectArrested } from './investigation/suspect-arrested.ts'
import { SuspectIdentified } from './investigation/suspect-identified.ts'
import { TraffickingEpisodeRecorded } from './investigation/trafficking-episode-recorded.ts'
import { VictimStatusDetermined } from './investigation/victim-status-determined.ts'
import { VictimSuspectConflictFlagged } from './investigation/victim-suspect-conflict-flagged.ts'
import { AppealLodged } from './prosecution/appeal-lodged.ts'
import { ChargeAmended } from './prosecution/charge-amended.ts'
import { ChargeLaid } from './prosecution/charge-laid.ts'
import { ChargeWithdrawn } from './prosecution/charge-withdrawn.ts'
import { CompensationClaimFiled } from './prosecution/compensation-claim-filed.ts'
import { ConfiscationSought } from './prosecution/confiscation-sought.ts'
import { DecisionReviewDecided } from './prosecution/decision-review-decided.ts'
import { DecisionReviewRequested } from './prosecution/decision-review-requested.ts'
import { DisclosureMade } from './prosecution/disclosure-made.ts'
import { DossierReceived } from './prosecution/dossier-received.ts'
import { DossierRejected } from './prosecution/dossier-rejected.ts'
import { ExtraditionDecided } from './prosecution/extradition-decided.ts'
import { ExtraditionRequested } from './prosecution/extradition-requested.ts'
import { FurtherInvestigationRequested } from './prosecution/further-investigation-requested.ts'
import { IndictmentFiled } from './prosecution/indictment-filed.ts'
import { LeadJurisdictionAgreed } from './prosecution/lead-jurisdiction-agreed.ts'
import { MlaRequestAcknowledged } from './prosecution/mla-request-acknowledged.ts'
import { MlaRequestExecuted } from './prosecution/mla-request-executed.ts'
import { MlaRequestReceived } from './prosecution/mla-request-received.ts'
import { MlaRequestRefused } from './prosecution/mla-request-refused.ts'
import { MlaRequestSent } from './prosecution/mla-request-sent.ts'
import { NoProsecutionDecided } from './prosecution/no-prosecution-decided.ts'
import { NonPunishmentAssessed } from './prosecution/non-punishment-assessed.ts'
import { prosecutionCommands } from './prosecution/prosecution.commands.ts'
import { ProtectionMeasureSought } from './prosecution/protection-measure-sought.ts'
import { TestimonyConsentRecorded } from './prosecution/testimony-consent-recorded.ts'
import { VictimNotified } from './prosecution/victim-notified.ts'
import { VictimViewsRecorded } from './prosecution/victim-views-recorded.ts'
import { victimSupportCommands } from './victim-support/victim-support.commands.ts'
import { victimSupportEvents } from './victim-support/every-event.ts'

const everyEventType: readonly EventType[] = [
  CaseOpened,
  ScreeningConducted,
  PresumedVictimIdentified,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
  EvidenceCollected,
  SuspectArrested,
  CaseReferredToProsecution,
  VictimStatusDetermined,
  ForeignIdentificationRecognised,
  InterviewConducted,
  EvidenceCustodyTransferred,
  EvidenceCertified,
  OnlineTraceRecorded,
  PreservationRequested,
  PreservationAnswered,
  CoerciveMeasureAuthorised,
  TraffickingEpisodeRecorded,
  InvestigationSuspended,
  InvestigationClosed,
  InvestigationReopened,
  AssetsFrozen,
  AssetsReleased,
  CooperationMechanismEstablished,
  CooperationMechanismEnded,
  PoliceCooperationRequested,
  PoliceCooperationAnswered,
  SpontaneousInformationShared,
  JointInvestigationEstablished,
  ...Object.values(investigationDetention),
  DossierReceived,
  DossierRejected,
  NonPunishmentAssessed,
  ChargeLaid,
  IndictmentFiled,
  FurtherInvestigationRequested,
  ChargeAmended,
  ChargeWithdrawn,
  NoProsecutionDecided,
  DisclosureMade,
  VictimViewsRecorded,
  ProtectionMeasureSought,
  TestimonyConsentRecorded,
  CompensationClaimFiled,
  ConfiscationSought,
  LeadJurisdictionAgreed,
  AppealLodged,
  VictimNotified,
  DecisionReviewRequested,
  DecisionReviewDecided,
  MlaRequestSent,
  MlaRequestReceived,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestRefused,
  ExtraditionRequested,
  ExtraditionDecided,
  ...Object.values(prosecutionDetention),
  ...adjudicationEvents,
  ...victimSupportEvents,
  ...auditTrailEvents,
  ...caseEvents,
]

const everyCommandType: readonly CommandType[] = [
  ...investigationCommands,
  ...prosecutionCommands,
  ...adjudicationCommands,
  ...victimSupportCommands,
  ...auditTrailCommands,
  ...CASE_RECORD_SERVICES.flatMap((service): readonly CommandType[] => Object.values(caseRecordCommandsOf(service))),
  ...SERVICES.flatMap((service) => [correctEvent(service), retractEvent(service)]),
]

/** What a command is called across services: three of them order detentions. */
export const commandKey = (service: ServiceName, name: string): string => `${service}.${name}`

const keyed = <T>(entries: readonly T[], keyOf: (entry: T) => string): ReadonlyMap<string, T> => {
  const map = new Map<string, T>()
  for (const entry of entries) {
    if (map.has(keyOf(entry))) throw new Error(`Two contracts are called ${keyOf(entry)}: give one of them another name.`)
    map.set(keyOf(entry), entry)
  }
  return map
}

/** Every event type that this release knows, by its name. */
export const EVENT_TYPES = keyed(everyEventType, ({ type }) => type)

/** Every command that the services take, by `commandKey`. */
export const COMMAND_TYPES = keyed(everyCommandType, ({ service, name }) => commandKey(service, name))

/**
 * The definition of an event type.
 * @throws if this release does not know it: a reader that meets one in a feed asks `EVENT_TYPES` first and skips it.
 */
export const eventTypeOf = (type: string): EventType => {
  const known = EVENT_TYPES.get(type)
  if (!known) throw new Error(`${type} is no event type of this release: upgrade it, or check the name against docs/events`)
  return known
}
