import { Controller } from '@nestjs/common'
import { handoverTrigger, incomingHandovers, withdrawalConcernsAgency } from '@case-timeline/shared-aggregates'
import {
  CaseTransferred,
  ChargeAmended,
  ChargeWithdrawn,
  ConsentWithdrawn,
  CourtCaseRegistered,
  HearingAdjourned,
  HearingDateOrdered,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  JudgeAssigned,
  JudgeRecused,
  LaterIndictmentRegistered,
  LeadJurisdictionAgreed,
  ProtectionMeasureSought,
  RegisterCourtCase,
  SafetyAlertRaised,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, handoverToOtherCases, ReactsTo } from '@case-timeline/reactions'
import { courtCaseStream } from './court-case/court-case.stream.ts'
import { CARRIED_COMMANDS, commandsOfJointTrial } from './joint-trials.ts'

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

/**
 * Records the bench and the hearings of a trial in each case that is tried with it, and the end of a joint trial in the
 * other case. What was recorded before a case joined follows when it joins.
 */
export const carriesJointTrials = handoverToOtherCases({
  name: 'adjudication.carries-joint-trials',
  on: [
    JudgeAssigned,
    JudgeRecused,
    HearingDateOrdered,
    HearingScheduled,
    HearingAdjourned,
    HearingHeld,
    JoinderAgreed,
    IndictmentFiled,
    CourtCaseRegistered,
    LaterIndictmentRegistered,
    CaseTransferred,
    JoinderEnded,
  ],
  aggregate: courtCaseStream,
  commands: CARRIED_COMMANDS,
  causesInOtherCases: commandsOfJointTrial,
})

@Controller()
export class AdjudicationReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(registerIndictments)
  registerIndictments(event: StoredEvent) {
    return this.handovers.receive(registerIndictments, event)
  }

  @ReactsTo(carriesJointTrials)
  carriesJointTrials(event: StoredEvent) {
    return this.handovers.receive(carriesJointTrials, event)
  }

  @ReactsTo(receiveDocketNotices)
  receiveDocketNotices(event: StoredEvent) {
    return this.handovers.receive(receiveDocketNotices, event)
  }
}
