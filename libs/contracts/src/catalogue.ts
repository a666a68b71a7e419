import { adjudicationCommands } from './adjudication/adjudication.commands.ts'
import { CourtCaseRegistered } from './adjudication/court-case-registered.ts'
import { HearingHeld } from './adjudication/hearing-held.ts'
import { HearingScheduled } from './adjudication/hearing-scheduled.ts'
import { JudgeAssigned } from './adjudication/judge-assigned.ts'
import { SentenceImposed } from './adjudication/sentence-imposed.ts'
import { VerdictDelivered } from './adjudication/verdict-delivered.ts'
import { auditTrailCommands } from './audit-trail/audit-trail.commands.ts'
import { ExternalFactRecorded } from './audit-trail/external-fact-recorded.ts'
import { correctEvent, retractEvent } from './case/case.commands.ts'
import { CommandRefused } from './case/command-refused.ts'
import { EventCorrected } from './case/event-corrected.ts'
import { EventRetracted } from './case/event-retracted.ts'
import { RuleOverridden } from './case/rule-overridden.ts'
import { WarningRaised } from './case/warning-raised.ts'
import type { CommandType } from './command-type.ts'
import { adjudicationDetention, investigationDetention, prosecutionDetention } from './custody/detention.ts'
import type { EventType } from './event-type.ts'
import { SERVICES, type ServiceName } from './fields.ts'
import { CaseOpened } from './investigation/case-opened.ts'
import { CaseReferredToProsecution } from './investigation/case-referred-to-prosecution.ts'
import { EvidenceCollected } from './investigation/evidence-collected.ts'
import { investigationCommands } from './investigation/investigation.commands.ts'
import { PresumedVictimIdentified } from './investigation/presumed-victim-identified.ts'
import { ScreeningConducted } from './investigation/screening-conducted.ts'
import { SuspectArrested } from './investigation/suspect-arrested.ts'
import { SuspectIdentified } from './investigation/suspect-identified.ts'
import { VictimSuspectConflictFlagged } from './investigation/victim-suspect-conflict-flagged.ts'
import { ChargeLaid } from './prosecution/charge-laid.ts'
import { DossierReceived } from './prosecution/dossier-received.ts'
import { DossierRejected } from './prosecution/dossier-rejected.ts'
import { IndictmentFiled } from './prosecution/indictment-filed.ts'
import { NonPunishmentAssessed } from './prosecution/non-punishment-assessed.ts'
import { prosecutionCommands } from './prosecution/prosecution.commands.ts'
import { ConsentGranted } from './victim-support/consent-granted.ts'
import { ConsentWithdrawn } from './victim-support/consent-withdrawn.ts'
import { GuardianAppointed } from './victim-support/guardian-appointed.ts'
import { ReferralAnswered } from './victim-support/referral-answered.ts'
import { ReferralMade } from './victim-support/referral-made.ts'
import { RightsInformed } from './victim-support/rights-informed.ts'
import { RiskAssessed } from './victim-support/risk-assessed.ts'
import { SupportCaseOpened } from './victim-support/support-case-opened.ts'
import { victimSupportCommands } from './victim-support/victim-support.commands.ts'

const everyEventType: readonly EventType[] = [
  CaseOpened,
  ScreeningConducted,
  PresumedVictimIdentified,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
  EvidenceCollected,
  SuspectArrested,
  CaseReferredToProsecution,
  ...Object.values(investigationDetention),
  DossierReceived,
  DossierRejected,
  NonPunishmentAssessed,
  ChargeLaid,
  IndictmentFiled,
  ...Object.values(prosecutionDetention),
  CourtCaseRegistered,
  JudgeAssigned,
  HearingScheduled,
  HearingHeld,
  VerdictDelivered,
  SentenceImposed,
  ...Object.values(adjudicationDetention),
  SupportCaseOpened,
  RightsInformed,
  RiskAssessed,
  GuardianAppointed,
  ConsentGranted,
  ConsentWithdrawn,
  ReferralMade,
  ReferralAnswered,
  ExternalFactRecorded,
  WarningRaised,
  RuleOverridden,
  CommandRefused,
  EventCorrected,
  EventRetracted,
]

const everyCommandType: readonly CommandType[] = [
  ...investigationCommands,
  ...prosecutionCommands,
  ...adjudicationCommands,
  ...victimSupportCommands,
  ...auditTrailCommands,
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
