import type { Decided } from '@case-timeline/decider'
import type {
  AdjournHearing,
  DecidePleaAgreement,
  EnterPlea,
  GiveTestimony,
  HoldHearing,
  OrderHearingDate,
  ReceiveVictimImpact,
  RuleOnEvidence,
  ScheduleHearing,
} from './court-case.commands.ts'
import type { CourtCaseEvent, Registered } from './court-case.ts'
import {
  adjournedHearingWasScheduled,
  childTestifiesWithChildMeasures,
  decidedPleaAgreementWasReached,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  intelligenceIsCertifiedBeforeAdmission,
  orderedMeasuresAreInForce,
  pleadedChargeIsLive,
  rulingStatesItemOrigin,
  victimIsNotBlamedAtHearing,
  hearingHasRequiredAccommodations,
} from './hearings.rules.ts'
import { hearingOfSeveredChildIsClosed, partIsOnRecord } from './parts.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const orderHearingDate = (_: Registered, { data }: OrderHearingDate): Decision => ({
  under: [partIsOnRecord],
  events: [{ type: 'adjudication.HearingDateOrdered', data }],
})

export const scheduleHearing = (_: Registered, { data }: ScheduleHearing): Decision => ({
  under: [partIsOnRecord, hearingIsScheduledOnce, hearingHasRequiredAccommodations],
  events: [{ type: 'adjudication.HearingScheduled', data }],
})

export const adjournHearing = (_: Registered, { data }: AdjournHearing): Decision => ({
  under: [adjournedHearingWasScheduled],
  events: [{ type: 'adjudication.HearingAdjourned', data }],
})

export const holdHearing = (_: Registered, { data }: HoldHearing): Decision => ({
  under: [partIsOnRecord, hearingWasScheduled, hearingOfSeveredChildIsClosed, victimIsNotBlamedAtHearing],
  events: [{ type: 'adjudication.HearingHeld', data }],
})

export const enterPlea = (_: Registered, { data }: EnterPlea): Decision => ({
  under: [pleadedChargeIsLive],
  events: [{ type: 'adjudication.PleaEntered', data }],
})

export const decidePleaAgreement = (_: Registered, { data }: DecidePleaAgreement): Decision => ({
  under: [decidedPleaAgreementWasReached],
  events: [{ type: 'adjudication.PleaAgreementDecided', data }],
})

export const giveTestimony = (_: Registered, { data }: GiveTestimony): Decision => ({
  under: [orderedMeasuresAreInForce, childTestifiesWithChildMeasures],
  events: [{ type: 'adjudication.TestimonyGiven', data }],
})

export const ruleOnEvidence = (_: Registered, { data }: RuleOnEvidence): Decision => ({
  under: [intelligenceIsCertifiedBeforeAdmission, rulingStatesItemOrigin],
  events: [{ type: 'adjudication.EvidenceRuledOn', data }],
})

export const receiveVictimImpact = (_: Registered, { data }: ReceiveVictimImpact): Decision => ({
  under: [],
  events: [{ type: 'adjudication.VictimImpactReceived', data }],
})
