import { Controller } from '@nestjs/common'
import { handoverTrigger, incomingHandovers, withdrawalConcernsAgency } from '@case-timeline/shared-aggregates'
import {
  CaseReferredToProsecution,
  ConsentWithdrawn,
  ProtectionMeasureOrdered,
  ReceiveDossier,
  SafetyAlertRaised,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { manifestOf } from '@case-timeline/casework'
import { canonicalHash, type StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, ReactsTo } from '@case-timeline/reactions'
import { prosecutionStream } from './prosecution/prosecution.stream.ts'

/** Receives a referred dossier, or rejects it if the hash of its lists differs from the hash that police stated. */
export const receivesDossiers = handover({
  name: 'prosecution.receives-dossiers',
  on: CaseReferredToProsecution,
  aggregate: prosecutionStream,
  command: ReceiveDossier,
  data: ({ dossierId, manifestHash, suspects, evidence }) => ({
    dossierId,
    manifestHash,
    foundHash: canonicalHash(manifestOf({ dossierId, suspects, evidence })),
  }),
})

/** The events of other agencies that create a task for the prosecutor; a referred dossier is handled above. */
export const receivesNotices = incomingHandovers('prosecution', 'prosecution.receives-notices', [
  { ...handoverTrigger(VictimSuspectConflictFlagged, 'assessNonPunishment', ({ personRef }) => ({ personRef })), addsReceiver: true },
  handoverTrigger(ProtectionMeasureOrdered, 'prepareProtectedTestimony', ({ personRef }) => ({ personRef })),
  handoverTrigger(SafetyAlertRaised, 'protectVictim', ({ personRef }) => ({ personRef })),
  handoverTrigger(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalConcernsAgency('mutualLegalAssistance')),
])

@Controller()
export class ProsecutionReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(receivesDossiers)
  receivesDossiers(event: StoredEvent) {
    return this.handovers.receive(receivesDossiers, event)
  }

  @ReactsTo(receivesNotices)
  receivesNotices(event: StoredEvent) {
    return this.handovers.receive(receivesNotices, event)
  }
}
