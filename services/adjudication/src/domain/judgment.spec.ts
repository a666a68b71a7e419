import {
  AppealDecided,
  ApplyNonPunishment,
  DecideAppeal,
  JudgmentBecameFinal,
  MakeJudgmentFinal,
  NonPunishmentApplied,
  SentenceImposed,
  VerdictDelivered,
  type FactOf,
} from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { courtCase } from './court-case.decide.ts'
import {
  aCourtCase,
  anotherChargeId,
  appealId,
  bystander,
  chargeId,
  deliver,
  indicted,
  judge,
  nothingFiled,
  sentence,
  trader,
} from './court-case.fixtures.ts'
import type { CourtCaseEvent, KnownToTheCourt } from './court-case.ts'
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

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCase)([...history])
const heard = aCourtCase().registered().withJudge().withHearingScheduled().withHearingHeld()
const convicted = heard.withVerdict('guilty')
const sentenced = convicted.with({ type: 'adjudication.SentenceImposed', data: sentence().data })

describe('delivering a verdict', () => {
  it('decides an indicted charge after a hearing', () => given(heard).when(deliver()).then(VerdictDelivered))
  it(chargeStandsIndicted.sentence, () => {
    given(heard).when(deliver({}, nothingFiled)).thenRefusedBy(chargeStandsIndicted)
    given(heard)
      .when(deliver({ chargeId: anotherChargeId }))
      .thenRefusedBy(chargeStandsIndicted)
  })
  it(decidedChargeIsLive.sentence, () =>
    given(heard)
      .when(deliver({}, { ...indicted, chargesGone: [chargeId] }))
      .thenRefusedBy(decidedChargeIsLive),
  )
  it(verdictNamesTheAccused.sentence, () =>
    given(heard)
      .when(deliver({ accusedRef: bystander }))
      .thenRefusedBy(verdictNamesTheAccused),
  )
  it(verdictComesFromASeatedBench.sentence, () => {
    given(aCourtCase().registered().withHearingHeld()).when(deliver()).thenRefusedBy(verdictComesFromASeatedBench)
    given(heard.with({ type: 'adjudication.JudgeRecused', data: { judgeRef: judge, ground: 'interest' } }))
      .when(deliver())
      .thenRefusedBy(verdictComesFromASeatedBench)
  })
  it(verdictFollowsAHearing.sentence, () =>
    given(aCourtCase().registered().withJudge().withHearingScheduled()).when(deliver()).thenRefusedBy(verdictFollowsAHearing),
  )
  it(chargeIsDecidedOnce.sentence, () => given(heard.withVerdict('notGuilty')).when(deliver()).thenRefusedBy(chargeIsDecidedOnce))
})

describe('imposing a sentence', () => {
  it('follows a verdict of guilty', () => given(convicted).when(sentence()).then(SentenceImposed))
  it(sentenceFollowsGuilt.sentence, () => {
    given(heard).when(sentence()).thenRefusedBy(sentenceFollowsGuilt)
    given(heard.withVerdict('notGuilty')).when(sentence()).thenRefusedBy(sentenceFollowsGuilt)
  })
  it(chargeIsSentencedOnce.sentence, () => {
    const after = (effect: Effect) => sentenced.with({ type: 'adjudication.AppealDecided', data: appeal(effect) })
    given(sentenced).when(sentence()).thenRefusedBy(chargeIsSentencedOnce)
    given(after('verdictStands')).when(sentence()).thenRefusedBy(chargeIsSentencedOnce)
    given(after('sentenceChanged')).when(sentence()).then(SentenceImposed)
    given(after('retrial').withVerdict('guilty')).when(sentence()).then(SentenceImposed)
    given(after('acquitted')).when(sentence()).thenRefusedBy(sentenceFollowsGuilt)
  })
  it(finalJudgmentIsSentencedNoMore.sentence, () =>
    given(convicted.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(sentence())
      .thenRefusedBy(finalJudgmentIsSentencedNoMore),
  )
})

type Effect = FactOf<typeof AppealDecided>['data']['effects'][number]['effect']
const appeal = (effect: Effect, of = chargeId) => ({ appealId, outcome: 'allowed' as const, effects: [{ chargeId: of, effect }] })
const lodged: KnownToTheCourt = { ...indicted, appealsLodged: [appealId] }

describe('deciding an appeal', () => {
  const decide = (effect: Effect, known = lodged, of = chargeId) => commanded(DecideAppeal, appeal(effect, of), known)
  const decided = (effect: Effect): CourtCaseEvent => ({ type: 'adjudication.AppealDecided', data: appeal(effect) })

  it('lets the charge be decided again when it orders a retrial', () => {
    given(convicted).when(decide('retrial')).then(AppealDecided)
    given(convicted.with(decided('retrial')))
      .when(deliver())
      .then(VerdictDelivered)
  })
  it('takes the ground of a sentence away when it acquits', () =>
    given(convicted.with(decided('acquitted')))
      .when(sentence())
      .thenRefusedBy(sentenceFollowsGuilt))
  it(decidedAppealWasLodged.sentence, () => given(convicted).when(decide('retrial', indicted)).thenRefusedBy(decidedAppealWasLodged))
  it(appealIsDecidedOnce.sentence, () =>
    given(convicted.with(decided('verdictStands')))
      .when(decide('acquitted'))
      .thenRefusedBy(appealIsDecidedOnce),
  )
  it(appealChangesOnlyAVerdict.sentence, () => {
    given(convicted)
      .when(decide('acquitted', lodged, anotherChargeId))
      .thenRefusedBy(appealChangesOnlyAVerdict)
    given(convicted.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(decide('acquitted'))
      .thenRefusedBy(appealChangesOnlyAVerdict)
  })
  it.each(['dismissed', 'withdrawn'] as const)(`${appealThatFailsChangesNothing.sentence}: %s`, (outcome) => {
    const failing = (effect: Effect) => commanded(DecideAppeal, { ...appeal(effect), outcome }, lodged)
    for (const effect of ['acquitted', 'convicted', 'sentenceChanged', 'retrial'] as const)
      given(sentenced).when(failing(effect)).thenRefusedBy(appealThatFailsChangesNothing)
    given(sentenced).when(failing('verdictStands')).then(AppealDecided)
  })
})

describe('a judgment that becomes final', () => {
  const makeFinal = (known = indicted) => commanded(MakeJudgmentFinal, { chargeId }, known)

  it('is one that can no longer be appealed', () => {
    given(sentenced).when(makeFinal()).then(JudgmentBecameFinal)
    given(heard.withVerdict('notGuilty')).when(makeFinal()).then(JudgmentBecameFinal)
  })
  it(finalConvictionHasItsSentence.sentence, () =>
    given(convicted).when(makeFinal()).then(JudgmentBecameFinal, warning(finalConvictionHasItsSentence)),
  )
  it(finalJudgmentHasAVerdict.sentence, () => {
    given(heard).when(makeFinal()).thenRefusedBy(finalJudgmentHasAVerdict)
    given(convicted.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(makeFinal())
      .thenRefusedBy(finalJudgmentHasAVerdict)
  })
  it(judgmentIsNotFinalUnderAppeal.sentence, () =>
    given(convicted)
      .when(makeFinal({ ...indicted, chargesUnderAppeal: [chargeId] }))
      .thenRefusedBy(judgmentIsNotFinalUnderAppeal),
  )
  it(judgmentIsNotFinalWhileItCanBeAppealed.sentence, () => {
    const until = (moment: string) => makeFinal({ ...indicted, appealableUntil: { [chargeId]: moment } })
    given(convicted).when(until('2026-11-25T10:00:01.000Z')).thenRefusedBy(judgmentIsNotFinalWhileItCanBeAppealed)
    given(sentenced).when(until('2026-11-25T10:00:00.000Z')).then(JudgmentBecameFinal)
  })
})

describe('freeing a victim of charges for what she was made to do', () => {
  const free = (form: 'acquit' | 'quash' | 'expunge', personRef = trader, known = indicted) =>
    commanded(ApplyNonPunishment, { personRef, form, chargeIds: [chargeId] }, known)

  it('acquits or quashes before a verdict, and quashes or expunges a conviction', () => {
    given(heard).when(free('acquit')).then(NonPunishmentApplied)
    given(heard).when(free('quash')).then(NonPunishmentApplied)
    given(convicted).when(free('quash')).then(NonPunishmentApplied)
    given(convicted).when(free('expunge')).then(NonPunishmentApplied)
  })
  it('leaves nothing to decide of a charge that it quashed before the verdict', () =>
    given(heard.with({ type: 'adjudication.NonPunishmentApplied', data: free('quash').data }))
      .when(deliver())
      .thenRefusedBy(chargeIsDecidedOnce))
  it('leaves nothing to sentence', () =>
    given(convicted.with({ type: 'adjudication.NonPunishmentApplied', data: free('quash').data }))
      .when(sentence())
      .thenRefusedBy(sentenceFollowsGuilt))
  it(nonPunishmentNamesChargesAgainstHer.sentence, () =>
    given(heard).when(free('acquit', bystander)).thenRefusedBy(nonPunishmentNamesChargesAgainstHer),
  )
  it(nonPunishmentFitsTheVerdict.sentence, () => {
    given(heard).when(free('expunge')).thenRefusedBy(nonPunishmentFitsTheVerdict)
    given(heard.withVerdict('notGuilty')).when(free('quash')).thenRefusedBy(nonPunishmentFitsTheVerdict)
    given(convicted).when(free('acquit')).thenRefusedBy(nonPunishmentFitsTheVerdict)
  })
})
