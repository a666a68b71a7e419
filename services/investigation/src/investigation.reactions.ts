import { Controller } from '@nestjs/common'
import { notice, takesIn, withdrawalReaches } from '@case-timeline/case-record'
import {
  CertifyEvidence,
  ConsentWithdrawn,
  FlagVictimSuspectConflict,
  FurtherInvestigationRequested,
  LeadJurisdictionAgreed,
  MlaRequestExecuted,
  PersonRefsMerged,
  ProtectionMeasureOrdered,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handoverOfEach, Handovers, ReactsTo } from '@case-timeline/service-kit'
import { evidenceStream } from './evidence.stream.ts'
import { investigationStream } from './investigation.stream.ts'

/** What the police who lead a case take in: tasks from the prosecutor, and what changes how they may act. */
export const takesTasksIn = takesIn('investigation', 'investigation.takes-tasks-in', [
  notice(FurtherInvestigationRequested, 'investigateFurther', ({ dueAt }) => ({ dueAt })),
  notice(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalReaches('policeCooperation')),
  notice(ProtectionMeasureOrdered, 'keepHerSafe', ({ personRef }) => ({ personRef })),
  notice(LeadJurisdictionAgreed, 'followLeadJurisdiction', ({ chargesTransferred }) => ({ chargeIds: chargesTransferred })),
])

/** What police abroad sent is intelligence until an executed request for legal assistance certifies it, item by item; what is sent abroad stays what it was. */
export const certifiesItems = handoverOfEach({
  name: 'investigation.certifies-items',
  on: MlaRequestExecuted,
  aggregate: evidenceStream,
  command: CertifyEvidence,
  each: ({ requestId, items, certification, conditions, direction }) =>
    direction === 'received' ? [] : items.map(({ id, sha256 }) => [id, { evidenceId: id, requestId, sha256, certification, conditions }]),
})

/** Whoever says that two references are one person: she may be presumed a victim under the one, and held a suspect under the other. */
export const flagsConflicts = handoverOfEach({
  name: 'investigation.flags-conflicts',
  on: PersonRefsMerged,
  aggregate: investigationStream,
  command: FlagVictimSuspectConflict,
  each: ({ keptRef }) => [[keptRef, { personRef: keptRef }]],
})

@Controller()
export class InvestigationReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(takesTasksIn)
  takesTasksIn(event: StoredEvent) {
    return this.handovers.take(takesTasksIn, event)
  }

  @ReactsTo(certifiesItems)
  certifiesItems(event: StoredEvent) {
    return this.handovers.take(certifiesItems, event)
  }

  @ReactsTo(flagsConflicts)
  flagsConflicts(event: StoredEvent) {
    return this.handovers.take(flagsConflicts, event)
  }
}
