import {
  AppealDecided,
  DecideAppeal,
  HearingHeld,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  MakeJudgmentFinal,
  RecuseJudge,
  SentenceImposed,
  VerdictDelivered,
  type RecordedFact,
} from '@case-timeline/contracts'
import { commandFor, recordedHistory, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  aCourtCase,
  appealId,
  assignJudge,
  chargeId,
  deliverVerdict,
  holdHearing,
  imposeSentence,
  judge,
  notAppealable,
  scheduleHearing,
} from './court-case.fixtures.ts'
import { excludedJudgeIsNotSeated, recusedJudgeWasSeated } from './court-case.rules.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import { hearingWasScheduled } from './hearings.rules.ts'
import {
  appealChangesOnlyNonFinalVerdict,
  chargeIsDecidedOnce,
  chargeIsSentencedOnce,
  finalConvictionHasSentence,
  finalJudgmentHasVerdict,
  noSentenceAfterFinalJudgment,
  sentenceFollowsGuilt,
  verdictComesFromAssignedJudge,
  verdictFollowsHearing,
} from './judgment.rules.ts'

const recordedAt = '2026-11-20T08:00:00.000Z'
const on = <T extends object>(occurredAt: string | undefined, fact: T) => ({ ...fact, occurredAt, recordedAt })
const registered = [...aCourtCase().registered()]
const given = (...paper: readonly CourtCaseEvent[]) => specificationOf(courtCaseStream)([...registered, ...paper])

const seated = { type: JudgeAssigned.type, data: { judgeRefs: [judge], bench: 'single' as const } }
const recused = { type: JudgeRecused.type, data: { judgeRef: judge, ground: 'kinship' as const } }
const scheduled = { type: 'adjudication.HearingScheduled' as const, data: scheduleHearing().data }
const held = { type: HearingHeld.type, data: holdHearing().data }
const verdict = (found: 'guilty' | 'notGuilty') => ({ type: VerdictDelivered.type, data: deliverVerdict({ verdict: found }).data })
const sentence = { type: SentenceImposed.type, data: imposeSentence().data }
const final = { type: JudgmentBecameFinal.type, data: { chargeId } }
const decided = (effect: 'retrial' | 'acquitted' | 'sentenceChanged') => ({
  type: AppealDecided.type,
  data: { appealId, outcome: 'allowed' as const, effects: [{ chargeId, effect }] },
})
const makeFinal = commandFor(MakeJudgmentFinal, { chargeId }, notAppealable)

describe('a paper file that is recorded in the order in which the papers lie', () => {
  it('has a sentence of the day on which the accused stood convicted, although an appeal acquitted the accused later', () => {
    const file = [on('2016-04-04', verdict('guilty')), on('2018-02-01', decided('acquitted'))]
    given(...file)
      .when(on('2016-04-11', imposeSentence()))
      .then(SentenceImposed)
    given(...file)
      .when(on('2018-03-01', imposeSentence()))
      .then(SentenceImposed, warning(sentenceFollowsGuilt))
    given(on('2016-05-01', verdict('guilty')))
      .when(on('2016-04-11', imposeSentence()))
      .then(SentenceImposed, warning(sentenceFollowsGuilt))
  })
  it('seats the judge who was recused later, and not again after that', () => {
    given(on('2016-05-10', recused)).when(on('2016-01-04', assignJudge())).then(JudgeAssigned)
    given(on('2016-05-10', recused)).when(on('2016-06-04', assignJudge())).thenRefusedBy(excludedJudgeIsNotSeated)
    given(on('2016-05-10', recused)).when(assignJudge()).thenRefusedBy(excludedJudgeIsNotSeated)
  })
  it('has a recusal of a judge who was seated then', () => {
    const recuse = commandFor(RecuseJudge, recused.data, {})
    given(on('2016-01-04', seated)).when(on('2016-05-10', recuse)).then(JudgeRecused)
    given(on('2016-06-04', seated)).when(on('2016-05-10', recuse)).then(JudgeRecused, warning(recusedJudgeWasSeated))
  })
  it('has a verdict of a bench that sat and a hearing that was held before it, and not after it', () => {
    given(on('2016-01-04', seated), on('2016-02-01', scheduled), on('2016-02-05', held))
      .when(on('2016-04-04', deliverVerdict()))
      .then(VerdictDelivered)
    given(on('2016-05-04', seated), on('2016-05-05', held))
      .when(on('2016-04-04', deliverVerdict()))
      .then(VerdictDelivered, warning(verdictComesFromAssignedJudge), warning(verdictFollowsHearing))
    given(on('2016-05-04', scheduled)).when(on('2016-04-04', holdHearing())).then(HearingHeld, warning(hearingWasScheduled))
  })
  it('is decided once, whichever of two verdicts is recorded first, unless a retrial lies between them', () => {
    const bench = [on('2015-01-04', seated), on('2015-02-05', held)]
    given(...bench, on('2018-06-01', verdict('guilty')))
      .when(on('2016-04-04', deliverVerdict()))
      .then(VerdictDelivered, warning(chargeIsDecidedOnce))
    given(...bench, on('2017-03-01', decided('retrial')), on('2018-06-01', verdict('guilty')))
      .when(on('2016-04-04', deliverVerdict()))
      .then(VerdictDelivered)
  })
  it('is sentenced once, whichever of two sentences is recorded first, unless an appeal lies between them', () => {
    const convicted = on('2016-04-04', verdict('guilty'))
    given(convicted, on('2018-06-01', sentence))
      .when(on('2016-04-11', imposeSentence()))
      .then(SentenceImposed, warning(chargeIsSentencedOnce))
    given(convicted, on('2017-03-01', decided('sentenceChanged')), on('2018-06-01', sentence))
      .when(on('2016-04-11', imposeSentence()))
      .then(SentenceImposed)
  })
  it('has a judgment that was final from a day on, and not before', () => {
    const file = [on('2016-04-04', verdict('guilty')), on('2016-04-11', sentence), on('2017-01-01', final)]
    given(...file)
      .when(on('2016-08-01', commandFor(DecideAppeal, decided('acquitted').data, { appealsLodged: [appealId] })))
      .then(AppealDecided)
    given(...file)
      .when(on('2017-08-01', commandFor(DecideAppeal, decided('acquitted').data, { appealsLodged: [appealId] })))
      .then(AppealDecided, warning(appealChangesOnlyNonFinalVerdict))
    given(...file)
      .when(on('2017-08-01', imposeSentence()))
      .then(SentenceImposed, warning(chargeIsSentencedOnce), warning(noSentenceAfterFinalJudgment))
    given(on('2016-04-04', verdict('guilty')), on('2018-01-01', sentence))
      .when(on('2017-01-01', makeFinal))
      .then(JudgmentBecameFinal, warning(finalConvictionHasSentence))
    given(on('2017-04-04', verdict('notGuilty')))
      .when(on('2017-01-01', makeFinal))
      .then(JudgmentBecameFinal, warning(finalJudgmentHasVerdict))
  })
  it('keeps the order of recording where the dates do not say which was first', () => {
    const file = [on('2016-02-05', held)]
    for (const [month, day] of [
      ['2016-01', '2016-01-20'],
      ['2016-01-20', '2016-01-20T10:00:00+08:00'],
    ])
      given(on(month, seated), on(day, recused), ...file)
        .when(on('2016-04-04', deliverVerdict()))
        .then(VerdictDelivered, warning(verdictComesFromAssignedJudge))
    given(on('2016', verdict('guilty')), on('2016-11-20', decided('acquitted')))
      .when(on('2018-03-01', imposeSentence()))
      .then(SentenceImposed, warning(sentenceFollowsGuilt))
    given(on('2015-01-01', seated), on('2015-01-03', held), on('2016', verdict('guilty')), on('2016-11-20', decided('retrial')))
      .when(on('2018-03-01', deliverVerdict()))
      .then(VerdictDelivered)
  })
  it('says who stands convicted today by what happened last, and not by what was recorded last', () =>
    given(on('2018-02-01', decided('acquitted')), on('2016-04-04', verdict('guilty')))
      .when(imposeSentence())
      .then(SentenceImposed, warning(sentenceFollowsGuilt)))
})

const facts = [seated, recused, held, verdict('guilty'), verdict('notGuilty'), sentence, final, decided('retrial'), decided('acquitted')]
const dayOf = (number: number): string => `2016-${String(1 + (number % 12)).padStart(2, '0')}-10`
/** Facts on different days, in any order. */
const history = fc
  .shuffledSubarray([...facts.keys()], { minLength: 1 })
  .map((chosen) => chosen.map((fact) => on(dayOf(fact * 5), facts[fact] as CourtCaseEvent)))

describe('whatever a court decided, on different days', () => {
  const deeds = [deliverVerdict(), imposeSentence(), makeFinal, assignJudge()]
  it('judges an act the same in any order of recording', () =>
    fc.assert(
      fc.property(history, fc.constantFrom(...deeds), fc.integer({ min: 1, max: 12 }), (recorded, deed, month) => {
        const act = on(`2016-${String(month).padStart(2, '0')}-20`, deed)
        const brokenIn = (order: readonly CourtCaseEvent[]) => {
          const state = recordedHistory([...registered, ...order]).reduce(
            (one, fact) => courtCaseStream.evolve(one, { ...fact, recordedAt } as RecordedFact<CourtCaseEvent>),
            courtCaseStream.initial,
          )
          const decision = courtCaseStream.decide(act as never, state)
          if (!('under' in decision)) throw new Error('the court case is not registered')
          return decision.under.filter((rule) => !rule.holds(state, act as never)).map(({ id }) => id)
        }
        const inTime = recorded.toSorted((one, other) => (one.occurredAt ?? '').localeCompare(other.occurredAt ?? ''))
        expect(brokenIn(recorded)).toEqual(brokenIn(inTime))
      }),
    ))
})
