import {
  AssignJudge,
  CourtCaseRegistered,
  DeliverVerdict,
  hearingCommands,
  HoldHearing,
  ImposeSentence,
  JudgeAssigned,
  JudgeRecused,
  judgmentCommands,
  orderCommands,
  RecuseJudge,
  RegisterCourtCase,
  ScheduleHearing,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  lived,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { courtCaseStream } from '../court-case.stream.ts'
import { courtCase } from './court-case.decide.ts'
import { aCourtCase, assignJudge, bystander, indicted, judge, nothingFiled, register, registerMigrated } from './court-case.fixtures.ts'
import * as benchRules from './court-case.rules.ts'
import {
  benchIsNamedByItsAccounts,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  recusedJudgeWasSeated,
  registrationAnswersAnIndictment,
} from './court-case.rules.ts'
import type { CourtCaseCommand, CourtCaseEvent, KnownToTheCourt } from './court-case.ts'
import * as hearingRules from './hearings.rules.ts'
import * as judgmentRules from './judgment.rules.ts'
import * as orderRules from './orders.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCase)([...history])

describe('registering a court case', () => {
  it('follows an indictment that was filed', () => given().when(register()).then(CourtCaseRegistered))
  it('takes a migrated case without an indictment', () => given().when(registerMigrated()).then(CourtCaseRegistered))
  it(registrationAnswersAnIndictment.sentence, () => given().when(register(nothingFiled)).thenRefusedBy(registrationAnswersAnIndictment))
  it(courtCaseIsRegisteredOnce.sentence, () => given(aCourtCase().registered()).when(register()).thenRefusedBy(courtCaseIsRegisteredOnce))
})

describe('the bench', () => {
  const anAccountExcluded = { ...nothingFiled, excludedAccounts: ['j.dizon'], unnamedAccounts: ['j.dizon'] }
  const recuse = () => commanded(RecuseJudge, { judgeRef: judge, ground: 'kinship' }, nothingFiled)
  const recused: CourtCaseEvent = { type: 'adjudication.JudgeRecused', data: { judgeRef: judge, ground: 'kinship' } }

  it('is named on a migrated case, whose source names no judge', () =>
    given(aCourtCase().migrated()).when(assignJudge([])).then(JudgeAssigned))
  it(courtCaseIsRegisteredFirst.sentence, () => given().when(assignJudge()).thenRefusedBy(courtCaseIsRegisteredFirst))
  it('loses a judge who is recused', () => given(aCourtCase().registered().withJudge()).when(recuse()).then(JudgeRecused))
  it(recusedJudgeWasSeated.sentence, () => given(aCourtCase().registered()).when(recuse()).thenRefusedBy(recusedJudgeWasSeated))
  it(excludedJudgeIsNotSeated.sentence, () => {
    given(aCourtCase().registered().withJudge().with(recused)).when(assignJudge()).thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], { ...nothingFiled, excludedJudges: [judge] }))
      .thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], anAccountExcluded, ['j.dizon']))
      .thenRefusedBy(excludedJudgeIsNotSeated)
  })
  it(benchIsNamedByItsAccounts.sentence, () => {
    const registered = aCourtCase().registered()
    given(registered)
      .when(assignJudge([judge], anAccountExcluded))
      .thenRefusedBy(benchIsNamedByItsAccounts)
    given(registered)
      .when(assignJudge([judge, bystander], anAccountExcluded, ['j.rizal']))
      .thenRefusedBy(benchIsNamedByItsAccounts)
    given(registered)
      .when(assignJudge([judge], anAccountExcluded, ['j.rizal']))
      .then(JudgeAssigned)
    given(registered)
      .when(assignJudge([judge], { ...anAccountExcluded, unnamedAccounts: [] }))
      .then(JudgeAssigned)
  })
})

describe('whatever is asked of a court case', () => {
  const everything: KnownToTheCourt = {
    ...indicted,
    indictments: fewIds.map((indictmentId) => ({ indictmentId, chargeIds: fewIds })),
    accusedByCharge: Object.fromEntries(fewIds.map((id) => [id, id])),
    appealsLodged: fewIds,
    tracedAssets: fewIds,
    protectedAsChildren: fewIds.slice(0, 1),
  }
  const known = fc.constantFrom(everything, nothingFiled, {
    ...everything,
    chargesGone: fewIds.slice(0, 1),
    excludedJudges: fewIds.slice(1),
    chargesUnderAppeal: fewIds.slice(2),
    certifiedItems: fewIds,
  })
  const types = [
    RegisterCourtCase,
    AssignJudge,
    RecuseJudge,
    ScheduleHearing,
    HoldHearing,
    DeliverVerdict,
    ImposeSentence,
    ...orderCommands,
    ...hearingCommands,
    ...judgmentCommands,
  ]
  const commands = anyOf<CourtCaseCommand>(types, known)
  const first = [registerMigrated()]

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(courtCase, commands, { first }))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(courtCase, commands, { first }))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(courtCase, courtCaseStream.events, commands, { first }))
  it('each rule has one name', () => rulesHaveOneName('adjudication', { ...benchRules, ...hearingRules, ...judgmentRules, ...orderRules }))

  it('no sequence of commands reaches a verdict without a bench and a hearing, or a sentence without a finding of guilt', () =>
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (asked) => {
        const history = lived(courtCase, [...first, assignJudge(fewIds.slice(0, 1)), ...asked])
        history.forEach((event, at) => {
          const before = history.slice(0, at)
          if (event.type === 'adjudication.VerdictDelivered') {
            expect(before.map(({ type }) => type)).toEqual(
              expect.arrayContaining(['adjudication.JudgeAssigned', 'adjudication.HearingHeld']),
            )
          }
          if (event.type === 'adjudication.SentenceImposed') expect(foundGuilty(before, event.data.chargeId)).toBe(true)
        })
      }),
    ))
})

const foundGuilty = (history: readonly CourtCaseEvent[], chargeId: string): boolean =>
  history.some(
    (event) =>
      (event.type === 'adjudication.VerdictDelivered' && event.data.chargeId === chargeId && event.data.verdict === 'guilty') ||
      (event.type === 'adjudication.AppealDecided' &&
        event.data.effects.some((one) => one.chargeId === chargeId && one.effect === 'convicted')),
  )
