import { adjudicationDetention } from '../custody/detention.ts'
import type { EventType } from '../event-type.ts'
import { AppealDecided } from './appeal-decided.ts'
import { BailDecided } from './bail-decided.ts'
import { CompensationOrdered } from './compensation-ordered.ts'
import { CompensationPaid } from './compensation-paid.ts'
import { ConfidentialityOrdered } from './confidentiality-ordered.ts'
import { ConfiscationOrdered } from './confiscation-ordered.ts'
import { CourtCaseRegistered } from './court-case-registered.ts'
import { EvidenceRuledOn } from './evidence-ruled-on.ts'
import { HearingAdjourned } from './hearing-adjourned.ts'
import { HearingDateOrdered } from './hearing-date-ordered.ts'
import { HearingHeld } from './hearing-held.ts'
import { HearingScheduled } from './hearing-scheduled.ts'
import { JudgeAssigned } from './judge-assigned.ts'
import { JudgeRecused } from './judge-recused.ts'
import { JudgmentBecameFinal } from './judgment-became-final.ts'
import { NonPunishmentApplied } from './non-punishment-applied.ts'
import { PleaEntered } from './plea-entered.ts'
import { ProtectionMeasureLifted } from './protection-measure-lifted.ts'
import { ProtectionMeasureOrdered } from './protection-measure-ordered.ts'
import { SentenceImposed } from './sentence-imposed.ts'
import { TestimonyGiven } from './testimony-given.ts'
import { VerdictDelivered } from './verdict-delivered.ts'
import { VictimImpactReceived } from './victim-impact-received.ts'

/** The events of the courts. */
export const adjudicationEvents: readonly EventType[] = [
  CourtCaseRegistered,
  JudgeAssigned,
  HearingScheduled,
  HearingHeld,
  VerdictDelivered,
  SentenceImposed,
  JudgeRecused,
  ConfidentialityOrdered,
  ProtectionMeasureOrdered,
  ProtectionMeasureLifted,
  BailDecided,
  HearingDateOrdered,
  HearingAdjourned,
  PleaEntered,
  TestimonyGiven,
  EvidenceRuledOn,
  VictimImpactReceived,
  CompensationOrdered,
  CompensationPaid,
  ConfiscationOrdered,
  AppealDecided,
  JudgmentBecameFinal,
  NonPunishmentApplied,
  ...Object.values(adjudicationDetention),
]
