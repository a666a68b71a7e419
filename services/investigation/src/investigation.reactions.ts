import { Controller } from '@nestjs/common'
import { isRecordedBy } from '@case-timeline/access'
import { handoverTrigger, incomingHandovers, withdrawalConcernsAgency } from '@case-timeline/shared-aggregates'
import {
  CertifyEvidence,
  ConsentWithdrawn,
  FlagVictimSuspectConflict,
  FurtherInvestigationRequested,
  IdentifyPresumedVictim,
  LeadJurisdictionAgreed,
  MlaRequestExecuted,
  PersonRefsMerged,
  PoliceReportMade,
  PoliceReportWithdrawn,
  PresumedVictimIdentified,
  ProtectionMeasureOrdered,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handoverOfEach, Handovers, ReactsTo } from '@case-timeline/reactions'
import { evidenceStream } from './evidence/evidence.stream.ts'
import { investigationStream } from './investigation/investigation.stream.ts'

/** The events of other agencies that create a task for the police who lead a case. */
export const receivesTasks = incomingHandovers('investigation', 'investigation.receives-tasks', [
  handoverTrigger(
    PoliceReportMade,
    'investigateFurther',
    ({ personRef }) => ({ personRef }),
    ({ data }, agencyId) => (data as typeof PoliceReportMade.example).toAgency === agencyId,
  ),
  handoverTrigger(PoliceReportWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef })),
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

/**
 * Takes into the record of police whom victim support identified in a case that police lead, so that the same follows as
 * from an identification by police: a conflict with a suspicion is flagged, and a dossier states the safeguards.
 */
export const takesIdentifications = handoverOfEach({
  name: 'investigation.takes-identifications',
  on: PresumedVictimIdentified,
  aggregate: investigationStream,
  command: IdentifyPresumedVictim,
  each: (identified) => [[identified.personRef, identified]],
  concerns: async ({ id }, _, history) => (await history()).some((event) => event.id === id && isRecordedBy('victimSupport', event)),
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

  @ReactsTo(takesIdentifications)
  takesIdentifications(event: StoredEvent) {
    return this.handovers.receive(takesIdentifications, event)
  }

  @ReactsTo(flagsConflicts)
  flagsConflicts(event: StoredEvent) {
    return this.handovers.receive(flagsConflicts, event)
  }
}
