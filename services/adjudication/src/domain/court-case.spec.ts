import {
  AssignJudge,
  CourtCaseRegistered,
  DeliverVerdict,
  HearingHeld,
  HearingScheduled,
  HoldHearing,
  ImposeSentence,
  JudgeAssigned,
  RegisterCourtCase,
  ScheduleHearing,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { anyOf, decidingTwiceChangesNothing, evolveNeverThrows, fewIds, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { courtCase } from './court-case.decide.ts'
import {
  aCourtCase,
  anotherChargeId,
  assignJudge,
  bystander,
  deliver,
  hold,
  nothingFiled,
  register,
  registerMigrated,
  schedule,
  sentence,
} from './court-case.fixtures.ts'
import {
  chargeIsDecidedOnce,
  chargeStandsIndicted,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  registrationAnswersAnIndictment,
  sentenceFollowsGuilt,
  verdictComesFromASeatedBench,
  verdictFollowsAHearing,
  verdictNamesTheAccused,
} from './court-case.rules.ts'
import type { CourtCaseCommand, CourtCaseEvent } from './court-case.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCase)([...history])

const heard = aCourtCase().registered().withJudge().withHearingScheduled().withHearingHeld()

describe('registering a court case', () => {
  it('follows an indictment that was filed', () => given().when(register()).then(CourtCaseRegistered))
  it('takes a migrated case without an indictment', () => given().when(registerMigrated()).then(CourtCaseRegistered))
  it(registrationAnswersAnIndictment.sentence, () => given().when(register(nothingFiled)).thenRefusedBy(registrationAnswersAnIndictment))
  it(courtCaseIsRegisteredOnce.sentence, () => given(aCourtCase().registered()).when(register()).thenRefusedBy(courtCaseIsRegisteredOnce))
})

describe('assigning a judge', () => {
  it('is accepted on a migrated case, whose source names no judge', () =>
    given(aCourtCase().migrated()).when(assignJudge([])).then(JudgeAssigned))
  it(courtCaseIsRegisteredFirst.sentence, () => given().when(assignJudge()).thenRefusedBy(courtCaseIsRegisteredFirst))
})

describe('hearings', () => {
  it('are scheduled, then held', () => {
    given(aCourtCase().registered()).when(schedule()).then(HearingScheduled)
    given(aCourtCase().registered().withHearingScheduled()).when(hold()).then(HearingHeld)
  })
  it(hearingIsScheduledOnce.sentence, () =>
    given(aCourtCase().registered().withHearingScheduled()).when(schedule()).thenRefusedBy(hearingIsScheduledOnce),
  )
  it(`${hearingWasScheduled.sentence}; one that was not is recorded with a warning`, () =>
    given(aCourtCase().registered()).when(hold()).then(HearingHeld, warning(hearingWasScheduled)))
})

describe('delivering a verdict', () => {
  it('decides an indicted charge after a hearing', () => given(heard).when(deliver()).then(VerdictDelivered))
  it(chargeStandsIndicted.sentence, () => {
    given(heard).when(deliver({}, nothingFiled)).thenRefusedBy(chargeStandsIndicted)
    given(heard)
      .when(deliver({ chargeId: anotherChargeId }))
      .thenRefusedBy(chargeStandsIndicted)
  })
  it(verdictNamesTheAccused.sentence, () =>
    given(heard)
      .when(deliver({ accusedRef: bystander }))
      .thenRefusedBy(verdictNamesTheAccused),
  )
  it(verdictComesFromASeatedBench.sentence, () =>
    given(aCourtCase().registered().withHearingHeld()).when(deliver()).thenRefusedBy(verdictComesFromASeatedBench),
  )
  it(verdictFollowsAHearing.sentence, () =>
    given(aCourtCase().registered().withJudge().withHearingScheduled()).when(deliver()).thenRefusedBy(verdictFollowsAHearing),
  )
  it(chargeIsDecidedOnce.sentence, () => given(heard.withVerdict('notGuilty')).when(deliver()).thenRefusedBy(chargeIsDecidedOnce))
})

describe('imposing a sentence', () => {
  it('follows a verdict of guilty', () => given(heard.withVerdict('guilty')).when(sentence()).then(SentenceImposed))
  it(sentenceFollowsGuilt.sentence, () => {
    given(heard).when(sentence()).thenRefusedBy(sentenceFollowsGuilt)
    given(heard.withVerdict('notGuilty')).when(sentence()).thenRefusedBy(sentenceFollowsGuilt)
  })
})

describe('whatever is asked of a court case', () => {
  const known = fc.constant({
    indictments: fewIds.map((indictmentId) => ({ indictmentId, chargeIds: fewIds })),
    accusedByCharge: Object.fromEntries(fewIds.map((id) => [id, id])),
  })
  const types = [RegisterCourtCase, AssignJudge, ScheduleHearing, HoldHearing, DeliverVerdict, ImposeSentence]
  const commands = anyOf<CourtCaseCommand>(types, known)
  const first = [registerMigrated()]

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(courtCase, commands, { first }))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(courtCase, commands, { first }))
})
