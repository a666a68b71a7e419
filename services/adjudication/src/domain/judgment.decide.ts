import type { Decided } from '@case-timeline/decider'
import type {
  CourtCaseEvent,
  JudgmentCommand,
  Registered,
  ToDecideAppeal,
  ToDeliver,
  ToFree,
  ToMakeFinal,
  ToSentence,
} from './court-case.ts'
import {
  appealChangesOnlyAVerdict,
  appealIsDecidedOnce,
  appealThatFailsChangesNothing,
  chargeIsDecidedOnce,
  chargeIsSentencedOnce,
  chargeStandsIndicted,
  decidedAppealWasLodged,
  decidedChargeIsLive,
  finalConvictionHasItsSentence,
  finalJudgmentHasAVerdict,
  finalJudgmentIsSentencedNoMore,
  judgmentIsNotFinalUnderAppeal,
  judgmentIsNotFinalWhileItCanBeAppealed,
  nonPunishmentFitsTheVerdict,
  nonPunishmentNamesChargesAgainstHer,
  sentenceFollowsGuilt,
  verdictComesFromASeatedBench,
  verdictFollowsAHearing,
  verdictNamesTheAccused,
} from './judgment.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const deliverVerdict = (_: Registered, { data }: ToDeliver): Decision => ({
  under: [
    chargeStandsIndicted,
    decidedChargeIsLive,
    verdictNamesTheAccused,
    verdictComesFromASeatedBench,
    verdictFollowsAHearing,
    chargeIsDecidedOnce,
  ],
  events: [{ type: 'adjudication.VerdictDelivered', data }],
})

export const imposeSentence = (_: Registered, { data }: ToSentence): Decision => ({
  under: [sentenceFollowsGuilt, chargeIsSentencedOnce, finalJudgmentIsSentencedNoMore],
  events: [{ type: 'adjudication.SentenceImposed', data }],
})

export const decideAppeal = (_: Registered, { data }: ToDecideAppeal): Decision => ({
  under: [decidedAppealWasLodged, appealIsDecidedOnce, appealChangesOnlyAVerdict, appealThatFailsChangesNothing],
  events: [{ type: 'adjudication.AppealDecided', data }],
})

export const makeJudgmentFinal = (_: Registered, { data }: ToMakeFinal): Decision => ({
  under: [finalJudgmentHasAVerdict, judgmentIsNotFinalUnderAppeal, judgmentIsNotFinalWhileItCanBeAppealed, finalConvictionHasItsSentence],
  events: [{ type: 'adjudication.JudgmentBecameFinal', data }],
})

export const applyNonPunishment = (_: Registered, { data }: ToFree): Decision => ({
  under: [nonPunishmentNamesChargesAgainstHer, nonPunishmentFitsTheVerdict],
  events: [{ type: 'adjudication.NonPunishmentApplied', data }],
})

export const decideJudgment = (courtCase: Registered, command: JudgmentCommand): Decision => {
  switch (command.name) {
    case 'DeliverVerdict':
      return deliverVerdict(courtCase, command)
    case 'ImposeSentence':
      return imposeSentence(courtCase, command)
    case 'DecideAppeal':
      return decideAppeal(courtCase, command)
    case 'MakeJudgmentFinal':
      return makeJudgmentFinal(courtCase, command)
    case 'ApplyNonPunishment':
      return applyNonPunishment(courtCase, command)
  }
}
