import type { Decided } from '@case-timeline/decider'
import type {
  CourtCaseEvent,
  HearingCommand,
  Registered,
  ToAdjourn,
  ToHold,
  ToOrderDate,
  ToPlead,
  ToReceiveImpact,
  ToRuleOnEvidence,
  ToSchedule,
  ToTestify,
} from './court-case.ts'
import {
  adjournedHearingWasScheduled,
  childTestifiesWithChildMeasures,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  intelligenceIsCertifiedBeforeItIsAdmitted,
  orderedMeasuresAreInForce,
  pleadedChargeIsLive,
  rulingStatesTheItemsOrigin,
  hearingHasTheAccommodationsRequired,
} from './hearings.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const orderHearingDate = (_: Registered, { data }: ToOrderDate): Decision => ({
  under: [],
  events: [{ type: 'adjudication.HearingDateOrdered', data }],
})

export const scheduleHearing = (_: Registered, { data }: ToSchedule): Decision => ({
  under: [hearingIsScheduledOnce, hearingHasTheAccommodationsRequired],
  events: [{ type: 'adjudication.HearingScheduled', data }],
})

export const adjournHearing = (_: Registered, { data }: ToAdjourn): Decision => ({
  under: [adjournedHearingWasScheduled],
  events: [{ type: 'adjudication.HearingAdjourned', data }],
})

export const holdHearing = (_: Registered, { data }: ToHold): Decision => ({
  under: [hearingWasScheduled],
  events: [{ type: 'adjudication.HearingHeld', data }],
})

export const enterPlea = (_: Registered, { data }: ToPlead): Decision => ({
  under: [pleadedChargeIsLive],
  events: [{ type: 'adjudication.PleaEntered', data }],
})

export const giveTestimony = (_: Registered, { data }: ToTestify): Decision => ({
  under: [orderedMeasuresAreInForce, childTestifiesWithChildMeasures],
  events: [{ type: 'adjudication.TestimonyGiven', data }],
})

export const ruleOnEvidence = (_: Registered, { data }: ToRuleOnEvidence): Decision => ({
  under: [intelligenceIsCertifiedBeforeItIsAdmitted, rulingStatesTheItemsOrigin],
  events: [{ type: 'adjudication.EvidenceRuledOn', data }],
})

export const receiveVictimImpact = (_: Registered, { data }: ToReceiveImpact): Decision => ({
  under: [],
  events: [{ type: 'adjudication.VictimImpactReceived', data }],
})

export const decideHearing = (courtCase: Registered, command: HearingCommand): Decision => {
  switch (command.name) {
    case 'OrderHearingDate':
      return orderHearingDate(courtCase, command)
    case 'ScheduleHearing':
      return scheduleHearing(courtCase, command)
    case 'AdjournHearing':
      return adjournHearing(courtCase, command)
    case 'HoldHearing':
      return holdHearing(courtCase, command)
    case 'EnterPlea':
      return enterPlea(courtCase, command)
    case 'GiveTestimony':
      return giveTestimony(courtCase, command)
    case 'RuleOnEvidence':
      return ruleOnEvidence(courtCase, command)
    case 'ReceiveVictimImpact':
      return receiveVictimImpact(courtCase, command)
  }
}
