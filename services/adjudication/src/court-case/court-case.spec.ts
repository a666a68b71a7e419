import type { CommandOfAggregate } from '@case-timeline/commands'
import { CourtCaseRegistered, JudgeAssigned, JudgeRecused, RecuseJudge } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  historyMadeBy,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  aCourtCase,
  allDomestic,
  assignJudge,
  bystander,
  judge,
  nobodyExcluded,
  noChildren,
  notAppealable,
  nothingFiled,
  nothingRequired,
  registerCourtCase,
  registerMigratedCourtCase,
} from './court-case.fixtures.ts'
import * as benchRules from './court-case.rules.ts'
import {
  benchNamesUserAccounts,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  recusedJudgeWasSeated,
  registrationFollowsIndictment,
} from './court-case.rules.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import * as hearingRules from './hearings.rules.ts'
import * as judgmentRules from './judgment.rules.ts'
import * as orderRules from './orders.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])

describe('registering a court case', () => {
  it('follows a filed indictment', () => given().when(registerCourtCase()).then(CourtCaseRegistered))
  it('accepts a migrated case without an indictment', () => given().when(registerMigratedCourtCase()).then(CourtCaseRegistered))
  it(registrationFollowsIndictment.sentence, () =>
    given().when(registerCourtCase(nothingFiled)).thenRefusedBy(registrationFollowsIndictment),
  )
  it(courtCaseIsRegisteredOnce.sentence, () =>
    given(aCourtCase().registered()).when(registerCourtCase()).thenRefusedBy(courtCaseIsRegisteredOnce),
  )
})

describe('the bench', () => {
  const withExcludedAccount = { ...nobodyExcluded, excludedAccounts: ['j.dizon'], unnamedAccounts: ['j.dizon'] }
  const recuse = () => commandFor(RecuseJudge, { judgeRef: judge, ground: 'kinship' }, {})
  const recused: CourtCaseEvent = { type: 'adjudication.JudgeRecused', data: { judgeRef: judge, ground: 'kinship' } }

  it('may have no named judge in a migrated case', () => given(aCourtCase().migrated()).when(assignJudge([])).then(JudgeAssigned))
  it(courtCaseIsRegisteredFirst.sentence, () => given().when(assignJudge()).thenRefusedBy(courtCaseIsRegisteredFirst))
  it('records the recusal of an assigned judge', () => given(aCourtCase().registered().withJudge()).when(recuse()).then(JudgeRecused))
  it(recusedJudgeWasSeated.sentence, () => given(aCourtCase().registered()).when(recuse()).thenRefusedBy(recusedJudgeWasSeated))
  it(excludedJudgeIsNotSeated.sentence, () => {
    given(aCourtCase().registered().withJudge().with(recused)).when(assignJudge()).thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], { ...nobodyExcluded, excludedJudges: [judge] }))
      .thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], withExcludedAccount, ['j.dizon']))
      .thenRefusedBy(excludedJudgeIsNotSeated)
  })
  it(benchNamesUserAccounts.sentence, () => {
    const registered = aCourtCase().registered()
    given(registered)
      .when(assignJudge([judge], withExcludedAccount))
      .thenRefusedBy(benchNamesUserAccounts)
    given(registered)
      .when(assignJudge([judge, bystander], withExcludedAccount, ['j.rizal']))
      .thenRefusedBy(benchNamesUserAccounts)
    given(registered)
      .when(assignJudge([judge], withExcludedAccount, ['j.rizal']))
      .then(JudgeAssigned)
    given(registered)
      .when(assignJudge([judge], { ...withExcludedAccount, unnamedAccounts: [] }))
      .then(JudgeAssigned)
  })
})

describe('the properties of the court case decider', () => {
  const nothingKnown = {
    ...nothingFiled,
    ...nobodyExcluded,
    ...nothingRequired,
    ...noChildren,
    ...allDomestic,
    ...notAppealable,
    tracedAssets: [],
    appealsLodged: [],
  }
  const everythingKnown = {
    ...nothingKnown,
    indictments: fewIds.map((indictmentId) => ({ indictmentId, chargeIds: fewIds })),
    accusedByCharge: Object.fromEntries(fewIds.map((id) => [id, id])),
    appealsLodged: fewIds,
    tracedAssets: fewIds,
    personsProtectedAsChildren: fewIds.slice(0, 1),
  }
  const known = fc.constantFrom(everythingKnown, nothingKnown, {
    ...everythingKnown,
    chargesNoLongerPending: fewIds.slice(0, 1),
    excludedJudges: fewIds.slice(1),
    chargesUnderAppeal: fewIds.slice(2),
    certifiedItems: fewIds,
  })
  const types = Object.values(courtCaseStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof courtCaseStream>>(types, known)
  const setup = [registerMigratedCourtCase()]

  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(courtCaseStream, commands, { first: setup }))
  it('evolve never throws on a history that the decider produces', () => evolveNeverThrows(courtCaseStream, commands, { first: setup }))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(courtCaseStream, courtCaseStream.events, commands, { first: setup }))
  it('each rule id matches the name of its constant', () =>
    ruleIdsMatchConstants('adjudication', { ...benchRules, ...hearingRules, ...judgmentRules, ...orderRules }))

  it('no sequence of commands reaches a verdict without a bench and a hearing, or a sentence without a finding of guilt', () =>
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (submitted) => {
        const history = historyMadeBy(courtCaseStream, [...setup, assignJudge(fewIds.slice(0, 1)), ...submitted])
        history.forEach((event, at) => {
          const before = history.slice(0, at)
          if (event.type === 'adjudication.VerdictDelivered') {
            expect(before.map(({ type }) => type)).toEqual(
              expect.arrayContaining(['adjudication.JudgeAssigned', 'adjudication.HearingHeld']),
            )
          }
          if (event.type === 'adjudication.SentenceImposed') expect(wasFoundGuilty(before, event.data.chargeId)).toBe(true)
        })
      }),
    ))
})

const wasFoundGuilty = (history: readonly CourtCaseEvent[], chargeId: string): boolean =>
  history.some(
    (event) =>
      (event.type === 'adjudication.VerdictDelivered' && event.data.chargeId === chargeId && event.data.verdict === 'guilty') ||
      (event.type === 'adjudication.AppealDecided' &&
        event.data.effects.some((one) => one.chargeId === chargeId && one.effect === 'convicted')),
  )
