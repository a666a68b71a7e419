import type { Decided } from '@case-timeline/decider'
import type {
  ApplyNonPunishment,
  DecideAppeal,
  DeliverVerdict,
  EndCharges,
  ImposeSentence,
  MakeJudgmentFinal,
} from './court-case.commands.ts'
import type { CourtCaseEvent, Registered } from './court-case.ts'
import { allowedHabeasCorpusNamesCharge } from './habeas-corpus.rules.ts'
import {
  appealChangesOnlyNonFinalVerdict,
  appealIsDecidedOnce,
  failedAppealChangesNothing,
  chargeIsDecidedOnce,
  companyIsSentencedAsCompany,
  chargeIsSentencedOnce,
  chargeIsIndicted,
  decidedAppealWasLodged,
  decidedChargeIsLive,
  endedChargesArePending,
  finalConvictionHasSentence,
  finalJudgmentHasVerdict,
  noSentenceAfterFinalJudgment,
  judgmentIsNotFinalUnderAppeal,
  otherOffenceNeedsConviction,
  judgmentIsNotFinalWhileAppealable,
  nonPunishmentFitsVerdict,
  nonPunishmentNamesChargesAgainstVictim,
  sentenceFollowsGuilt,
  verdictComesFromAssignedJudge,
  verdictFollowsHearing,
  verdictNamesAccused,
} from './judgment.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const deliverVerdict = (_: Registered, { data }: DeliverVerdict): Decision => ({
  under: [
    chargeIsIndicted,
    decidedChargeIsLive,
    verdictNamesAccused,
    verdictComesFromAssignedJudge,
    verdictFollowsHearing,
    chargeIsDecidedOnce,
    otherOffenceNeedsConviction,
  ],
  events: [{ type: 'adjudication.VerdictDelivered', data }],
})

export const imposeSentence = (_: Registered, { data }: ImposeSentence): Decision => ({
  under: [sentenceFollowsGuilt, chargeIsSentencedOnce, noSentenceAfterFinalJudgment, companyIsSentencedAsCompany],
  events: [{ type: 'adjudication.SentenceImposed', data }],
})

export const decideAppeal = (_: Registered, { data }: DecideAppeal): Decision => ({
  under: [
    decidedAppealWasLodged,
    appealIsDecidedOnce,
    appealChangesOnlyNonFinalVerdict,
    failedAppealChangesNothing,
    allowedHabeasCorpusNamesCharge,
  ],
  events: [{ type: 'adjudication.AppealDecided', data }],
})

export const makeJudgmentFinal = (_: Registered, { data }: MakeJudgmentFinal): Decision => ({
  under: [finalJudgmentHasVerdict, judgmentIsNotFinalUnderAppeal, judgmentIsNotFinalWhileAppealable, finalConvictionHasSentence],
  events: [{ type: 'adjudication.JudgmentBecameFinal', data }],
})

export const endCharges = (_: Registered, { data }: EndCharges): Decision => ({
  under: [endedChargesArePending],
  events: [{ type: 'adjudication.ChargesEnded', data }],
})

export const applyNonPunishment = (_: Registered, { data }: ApplyNonPunishment): Decision => ({
  under: [nonPunishmentNamesChargesAgainstVictim, nonPunishmentFitsVerdict],
  events: [{ type: 'adjudication.NonPunishmentApplied', data }],
})
