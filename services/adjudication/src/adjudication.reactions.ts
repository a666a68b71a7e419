import { Controller } from '@nestjs/common'
import { notice, takesIn, withdrawalReaches } from '@case-timeline/case-record'
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
import { handover, Handovers, ReactsTo } from '@case-timeline/service-kit'
import { courtCaseStream } from './court-case.stream.ts'

/** A filed indictment goes onto the docket; the registrar gives the case its number later. */
export const registersIndictments = handover({
  name: 'adjudication.registers-indictments',
  on: IndictmentFiled,
  aggregate: courtCaseStream,
  command: RegisterCourtCase,
  data: ({ indictmentId }) => ({ indictmentId, origin: 'indictment' as const }),
})

/** What the court puts on its docket and its list of requests. */
export const keepsTheDocket = takesIn('adjudication', 'adjudication.keeps-the-docket', [
  notice(ChargeAmended, 'updateDocket', ({ chargeId }) => ({ chargeIds: [chargeId] })),
  notice(ChargeWithdrawn, 'updateDocket', ({ chargeId }) => ({ chargeIds: [chargeId] })),
  notice(LeadJurisdictionAgreed, 'updateDocket', ({ chargesTransferred }) => ({ chargeIds: chargesTransferred })),
  notice(ProtectionMeasureSought, 'decideOnProtection', ({ personRef }) => ({ personRef })),
  notice(SafetyAlertRaised, 'keepHerSafe', ({ personRef }) => ({ personRef })),
  notice(ConsentWithdrawn, 'stopSharing', ({ personRef }) => ({ personRef }), withdrawalReaches()),
])

@Controller()
export class AdjudicationReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(registersIndictments)
  registersIndictments(event: StoredEvent) {
    return this.handovers.take(registersIndictments, event)
  }

  @ReactsTo(keepsTheDocket)
  keepsTheDocket(event: StoredEvent) {
    return this.handovers.take(keepsTheDocket, event)
  }
}
