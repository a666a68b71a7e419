import { Controller } from '@nestjs/common'
import { notice, takesIn, withdrawalReaches } from '@case-timeline/case-record'
import {
  CaseReferredToProsecution,
  ConsentWithdrawn,
  ProtectionMeasureOrdered,
  ReceiveDossier,
  SafetyAlertRaised,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { manifestHash, type StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, ReactsTo } from '@case-timeline/service-kit'
import { prosecutionStream } from './prosecution.stream.ts'

/** A referred dossier is taken in, or sent back when its own lists do not have the hash that police stated. */
export const takesDossiersIn = handover({
  name: 'prosecution.takes-dossiers-in',
  on: CaseReferredToProsecution,
  aggregate: prosecutionStream,
  command: ReceiveDossier,
  data: ({ dossierId, manifestHash: stated, suspects, evidence }) => ({
    dossierId,
    manifestHash: stated,
    foundHash: manifestHash({ dossierId, suspects, evidence }),
  }),
})

/** What the prosecutor's office takes in beside dossiers. */
export const takesNoticesIn = takesIn('prosecution', 'prosecution.takes-notices-in', [
  notice(VictimSuspectConflictFlagged, 'assessNonPunishment', ({ personRef }) => ({ personRef })),
  notice(ProtectionMeasureOrdered, 'prepareProtectedTestimony', ({ personRef }) => ({ personRef })),
  notice(SafetyAlertRaised, 'keepHerSafe', ({ personRef }) => ({ personRef })),
  notice(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalReaches('mutualLegalAssistance')),
])

@Controller()
export class ProsecutionReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(takesDossiersIn)
  takesDossiersIn(event: StoredEvent) {
    return this.handovers.take(takesDossiersIn, event)
  }

  @ReactsTo(takesNoticesIn)
  takesNoticesIn(event: StoredEvent) {
    return this.handovers.take(takesNoticesIn, event)
  }
}
