import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import type { Fact, FactOf } from '@case-timeline/contracts'
import { assignJudge, recuseJudge, registerCourtCase, registerPrivateComplaint, whenRegistered } from './court-case.decide.ts'
import {
  accommodations,
  appealability,
  appeals,
  assets,
  caseExistence,
  charges,
  children,
  exclusions,
  items,
  joinder,
  pleaAgreements,
  sentenced,
  victims,
} from './court-case.reads.ts'
import { evolve, unregistered } from './court-case.ts'
import {
  adjournHearing,
  decidePleaAgreement,
  enterPlea,
  giveTestimony,
  holdHearing,
  orderHearingDate,
  receiveVictimImpact,
  ruleOnEvidence,
  scheduleHearing,
} from './hearings.decide.ts'
import { applyNonPunishment, decideAppeal, deliverVerdict, endCharges, imposeSentence, makeJudgmentFinal } from './judgment.decide.ts'
import { endJoinder, joinParts, numberCourtCase, severAccused } from './parts.decide.ts'
import { decideBail, liftProtectionMeasure, orderConfidentiality, orderConfiscation, orderProtectionMeasure } from './orders.decide.ts'

/** The commands that recorded what a later indictment and a joinder contain: the service derives the charges. */
const commandOf = ({ type, data }: Fact) => {
  switch (type) {
    case contract.LaterIndictmentRegistered.type: {
      const { chargeIds: _, courtId: __, ...indicted } = data as FactOf<typeof contract.LaterIndictmentRegistered>['data']
      return { name: contract.RegisterCourtCase.name, data: { ...indicted, origin: 'indictment' } }
    }
    case contract.PartsJoined.type: {
      const { chargeIds: _, ...joined } = data as FactOf<typeof contract.PartsJoined>['data']
      return { name: contract.JoinParts.name, data: joined }
    }
    default:
      return undefined
  }
}

/** The stream `adjudication.courtCase-<caseId>`: one court case from its registration to its final judgment. */
export const courtCaseStream = aggregate({
  service: 'adjudication',
  name: 'courtCase',
  events: [
    contract.CourtCaseRegistered,
    contract.PrivateComplaintRegistered,
    contract.JudgeAssigned,
    contract.JudgeRecused,
    contract.ConfidentialityOrdered,
    contract.ProtectionMeasureOrdered,
    contract.ProtectionMeasureLifted,
    contract.BailDecided,
    contract.ConfiscationOrdered,
    contract.HearingDateOrdered,
    contract.HearingScheduled,
    contract.HearingAdjourned,
    contract.HearingHeld,
    contract.PleaEntered,
    contract.PleaAgreementDecided,
    contract.TestimonyGiven,
    contract.EvidenceRuledOn,
    contract.VictimImpactReceived,
    contract.VerdictDelivered,
    contract.SentenceImposed,
    contract.AppealDecided,
    contract.JudgmentBecameFinal,
    contract.ChargesEnded,
    contract.NonPunishmentApplied,
    contract.AccusedSevered,
    contract.PartsJoined,
    contract.LaterIndictmentRegistered,
    contract.CourtCaseNumbered,
    contract.JoinderEnded,
  ],
  initial: unregistered,
  evolve,
  streamId: (caseId) => caseId,
  commands: [
    takes(contract.RegisterCourtCase, { reads: charges, decide: registerCourtCase }),
    takes(contract.RegisterPrivateComplaint, { reads: victims, decide: registerPrivateComplaint }),
    takes(contract.AssignJudge, { reads: exclusions, decide: whenRegistered(assignJudge) }),
    takes(contract.RecuseJudge, { decide: whenRegistered(recuseJudge) }),
    takes(contract.OrderConfidentiality, { reads: caseExistence, decide: orderConfidentiality }),
    takes(contract.OrderProtectionMeasure, { reads: caseExistence, decide: orderProtectionMeasure }),
    takes(contract.LiftProtectionMeasure, { reads: caseExistence, decide: liftProtectionMeasure }),
    takes(contract.DecideBail, { reads: caseExistence, decide: decideBail }),
    takes(contract.OrderConfiscation, { reads: assets, decide: whenRegistered(orderConfiscation) }),
    takes(contract.OrderHearingDate, { decide: whenRegistered(orderHearingDate) }),
    takes(contract.ScheduleHearing, { reads: accommodations, decide: whenRegistered(scheduleHearing) }),
    takes(contract.AdjournHearing, { decide: whenRegistered(adjournHearing) }),
    takes(contract.HoldHearing, { decide: whenRegistered(holdHearing) }),
    takes(contract.EnterPlea, { reads: charges, decide: whenRegistered(enterPlea) }),
    takes(contract.DecidePleaAgreement, { reads: pleaAgreements, decide: whenRegistered(decidePleaAgreement) }),
    takes(contract.GiveTestimony, { reads: children, decide: whenRegistered(giveTestimony) }),
    takes(contract.RuleOnEvidence, { reads: items, decide: whenRegistered(ruleOnEvidence) }),
    takes(contract.ReceiveVictimImpact, { decide: whenRegistered(receiveVictimImpact) }),
    takes(contract.DeliverVerdict, { reads: charges, decide: whenRegistered(deliverVerdict) }),
    takes(contract.ImposeSentence, { reads: sentenced, decide: whenRegistered(imposeSentence) }),
    takes(contract.DecideAppeal, { reads: appeals, decide: whenRegistered(decideAppeal) }),
    takes(contract.MakeJudgmentFinal, { reads: appealability, decide: whenRegistered(makeJudgmentFinal) }),
    takes(contract.EndCharges, { reads: charges, decide: whenRegistered(endCharges) }),
    takes(contract.ApplyNonPunishment, { reads: charges, decide: whenRegistered(applyNonPunishment) }),
    takes(contract.SeverAccused, { reads: charges, decide: whenRegistered(severAccused) }),
    takes(contract.JoinParts, { decide: whenRegistered(joinParts) }),
    takes(contract.EndJoinder, { reads: joinder, decide: whenRegistered(endJoinder) }),
    takes(contract.NumberCourtCase, { decide: whenRegistered(numberCourtCase) }),
  ],
  commandOf,
})
