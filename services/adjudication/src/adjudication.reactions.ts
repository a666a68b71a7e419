import { Controller } from '@nestjs/common'
import { handoverTrigger, incomingHandovers, withdrawalConcernsAgency } from '@case-timeline/shared-aggregates'
import {
  ChargeAmended,
  ChargeWithdrawn,
  ConsentWithdrawn,
  IndictmentFiled,
  LeadJurisdictionAgreed,
  ProtectionMeasureSought,
  RegisterCourtCase,
  SafetyAlertRaised,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, ReactsTo } from '@case-timeline/reactions'
import { courtCaseStream } from './court-case/court-case.stream.ts'

/** Registers a court case for a filed indictment; the registrar assigns the case number later. */
export const registerIndictments = handover({
  name: 'adjudication.register-indictments',
  on: IndictmentFiled,
  aggregate: courtCaseStream,
  command: RegisterCourtCase,
  data: ({ indictmentId }) => ({ indictmentId, origin: 'indictment' as const }),
})

/** The events of other agencies that create a task for the court. */
export const receiveDocketNotices = incomingHandovers('adjudication', 'adjudication.receive-docket-notices', [
  handoverTrigger(ChargeAmended, 'updateDocket', ({ chargeId }) => ({ chargeIds: [chargeId] })),
  handoverTrigger(ChargeWithdrawn, 'updateDocket', ({ chargeId }) => ({ chargeIds: [chargeId] })),
  handoverTrigger(LeadJurisdictionAgreed, 'updateDocket', ({ chargesTransferred }) => ({ chargeIds: chargesTransferred })),
  handoverTrigger(ProtectionMeasureSought, 'decideOnProtection', ({ personRef }) => ({ personRef })),
  handoverTrigger(SafetyAlertRaised, 'protectVictim', ({ personRef }) => ({ personRef })),
  handoverTrigger(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalConcernsAgency()),
])

@Controller()
export class AdjudicationReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(registerIndictments)
  registerIndictments(event: StoredEvent) {
    return this.handovers.receive(registerIndictments, event)
  }

  @ReactsTo(receiveDocketNotices)
  receiveDocketNotices(event: StoredEvent) {
    return this.handovers.receive(receiveDocketNotices, event)
  }
}
