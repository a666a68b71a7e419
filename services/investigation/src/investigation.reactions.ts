import { Controller } from '@nestjs/common'
import { handoverTrigger, incomingHandovers, withdrawalConcernsAgency } from '@case-timeline/shared-aggregates'
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
import { handoverOfEach, Handovers, ReactsTo } from '@case-timeline/reactions'
import { evidenceStream } from './evidence/evidence.stream.ts'
import { investigationStream } from './investigation/investigation.stream.ts'

/** The events of other agencies that create a task for the police who lead a case. */
export const receivesTasks = incomingHandovers('investigation', 'investigation.receives-tasks', [
  handoverTrigger(FurtherInvestigationRequested, 'investigateFurther', ({ dueAt }) => ({ dueAt })),
  handoverTrigger(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalConcernsAgency('policeCooperation')),
  handoverTrigger(ProtectionMeasureOrdered, 'protectVictim', ({ personRef }) => ({ personRef })),
  handoverTrigger(LeadJurisdictionAgreed, 'followLeadJurisdiction', ({ chargesTransferred }) => ({ chargeIds: chargesTransferred })),
])

/**
 * Certifies each item that an executed request for legal assistance brought. A request received from another country
 * certifies nothing here.
 */
export const certifiesItems = handoverOfEach({
  name: 'investigation.certifies-items',
  on: MlaRequestExecuted,
  aggregate: evidenceStream,
  command: CertifyEvidence,
  each: ({ requestId, items, certification, conditions, direction }) =>
    direction === 'received' ? [] : items.map(({ id, sha256 }) => [id, { evidenceId: id, requestId, sha256, certification, conditions }]),
})

/** Flags a conflict after any agency merged two references, if one was a presumed victim and the other a suspect. */
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

  @ReactsTo(receivesTasks)
  receivesTasks(event: StoredEvent) {
    return this.handovers.receive(receivesTasks, event)
  }

  @ReactsTo(certifiesItems)
  certifiesItems(event: StoredEvent) {
    return this.handovers.receive(certifiesItems, event)
  }

  @ReactsTo(flagsConflicts)
  flagsConflicts(event: StoredEvent) {
    return this.handovers.receive(flagsConflicts, event)
  }
}
