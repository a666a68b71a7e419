import {
  DecideAppeal,
  AppealDecided,
  JudgmentBecameFinal,
  MakeJudgmentFinal,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCourtCase, appealId, chargeId, deliverVerdict, imposeSentence, notAppealable } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  appealIsDecidedOnce,
  chargeIsIndicted,
  finalConvictionHasSentence,
  finalJudgmentHasVerdict,
  noSentenceAfterFinalJudgment,
  sentenceFollowsGuilt,
} from './judgment.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])
const withHearing = aCourtCase().registered().withJudge().withHearingScheduled().withHearingHeld()
const unchargedId = '12121212-1212-4121-8121-212121212121'
const sentenced = withHearing.withVerdict('guilty').with({ type: 'adjudication.SentenceImposed', data: imposeSentence().data })
const knownWithAppeal = { appealsLodged: [appealId] }
const appeal = (effect: 'acquitted' | 'convicted') => ({ appealId, outcome: 'allowed' as const, effects: [{ chargeId, effect }] })

describe('the record after what no rule refuses', () => {
  const final: CourtCaseEvent = { type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }
  const acquittedOnAppeal: CourtCaseEvent = { type: 'adjudication.AppealDecided', data: appeal('acquitted') }
  const makeFinal = commandFor(MakeJudgmentFinal, { chargeId }, notAppealable)

  it('has another verdict than the final one: the charge is open again, and without a sentence for guilt', () => {
    const reopened = sentenced.with(final).withVerdict('notGuilty')
    given(reopened).when(makeFinal).then(JudgmentBecameFinal)
    given(reopened).when(imposeSentence()).then(SentenceImposed, warning(sentenceFollowsGuilt))
    given(reopened.withVerdict('guilty')).when(imposeSentence()).then(SentenceImposed)
  })
  it('has a final judgment that a higher court changed: the charge is open again', () => {
    given(sentenced.with(final).with(acquittedOnAppeal)).when(makeFinal).then(JudgmentBecameFinal)
    given(sentenced.with(final).with(acquittedOnAppeal))
      .when(commandFor(DecideAppeal, appeal('convicted'), knownWithAppeal))
      .then(AppealDecided, warning(appealIsDecidedOnce))
  })
  it('has a verdict after the finality of its charge: it completes the record, and the judgment stays final', () => {
    const completed = withHearing.with(final).withVerdict('guilty')
    given(completed).when(makeFinal).then(JudgmentBecameFinal, warning(finalJudgmentHasVerdict), warning(finalConvictionHasSentence))
    given(completed).when(imposeSentence()).then(SentenceImposed, warning(noSentenceAfterFinalJudgment))
  })
  it('has the same verdict twice: the sentence stays in force, and the judgment final', () => {
    given(sentenced.withVerdict('guilty')).when(makeFinal).then(JudgmentBecameFinal)
    given(sentenced.with(final).withVerdict('guilty')).when(makeFinal).then(JudgmentBecameFinal, warning(finalJudgmentHasVerdict))
  })
  it('has a sentence without a finding of guilt: the verdict that follows is not replaced by it', () =>
    given(withHearing.with({ type: 'adjudication.SentenceImposed', data: imposeSentence().data }).withVerdict('notGuilty'))
      .when(makeFinal)
      .then(JudgmentBecameFinal))
  it('names no accused of a charge that is not on record, and so warns only that it is not indicted', () =>
    given(withHearing)
      .when(deliverVerdict({ chargeId: unchargedId }))
      .then(VerdictDelivered, warning(chargeIsIndicted)))
})
