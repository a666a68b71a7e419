import type { EventType } from '../event-type.ts'
import { AccessExcluded } from './access-excluded.ts'
import { CaseNoteAdded } from './case-note-added.ts'
import { CaseWorkerAssigned } from './case-worker-assigned.ts'
import { CaseWorkerUnassigned } from './case-worker-unassigned.ts'
import { CasesLinked } from './cases-linked.ts'
import { CasesUnlinked } from './cases-unlinked.ts'
import { CommandRefused } from './command-refused.ts'
import { DeadlineMissed } from './deadline-missed.ts'
import { EventCorrected } from './event-corrected.ts'
import { EventRetracted } from './event-retracted.ts'
import { HandoverReceived } from './handover-received.ts'
import { LegalHoldLifted } from './legal-hold-lifted.ts'
import { LegalHoldPlaced } from './legal-hold-placed.ts'
import { PersonRefsMerged } from './person-refs-merged.ts'
import { PersonRefsUnmerged } from './person-refs-unmerged.ts'
import { RuleOverridden } from './rule-overridden.ts'
import { WarningRaised } from './warning-raised.ts'

/** The events of any sector: corrections, warnings, and the record of a case. */
export const caseEvents: readonly EventType[] = [
  WarningRaised,
  RuleOverridden,
  CommandRefused,
  EventCorrected,
  EventRetracted,
  DeadlineMissed,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  AccessExcluded,
  CasesLinked,
  CasesUnlinked,
  PersonRefsMerged,
  PersonRefsUnmerged,
  LegalHoldPlaced,
  LegalHoldLifted,
  CaseNoteAdded,
  HandoverReceived,
]
