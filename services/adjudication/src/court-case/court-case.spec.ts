import type { CommandOfAggregate } from '@case-timeline/commands'
import { CourtCaseRegistered, JudgeAssigned, JudgeRecused, RecuseJudge, VerdictDelivered } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import {
  aCourtCase,
  allDomestic,
  assignJudge,
  bystander,
  deliverVerdict,
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
    given().when(registerCourtCase(nothingFiled)).then(CourtCaseRegistered, warning(registrationFollowsIndictment)),
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
  it(recusedJudgeWasSeated.sentence, () =>
    given(aCourtCase().registered()).when(recuse()).then(JudgeRecused, warning(recusedJudgeWasSeated)),
  )
  it('of a migrated record stays seated when a judge is recused who is not on record', () => {
    const unnamed: CourtCaseEvent = { type: 'adjudication.JudgeAssigned', data: { judgeRefs: [], bench: 'panel' } }
    given(aCourtCase().migrated().with(unnamed).with(recused).withHearingHeld()).when(deliverVerdict()).then(VerdictDelivered)
  })
  it(excludedJudgeIsNotSeated.sentence, () => {
    given(aCourtCase().registered().withJudge().with(recused)).when(assignJudge()).thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], { ...nobodyExcluded, excludedJudges: [judge] }))
      .thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], withExcludedAccount, ['j.dizon']))
      .thenRefusedBy(excludedJudgeIsNotSeated)
    given(aCourtCase().registered())
      .when(assignJudge([judge], withExcludedAccount, ['J.Dizon']))
      .thenRefusedBy(excludedJudgeIsNotSeated)
  })
  it(benchNamesUserAccounts.sentence, () => {
    const registered = aCourtCase().registered()
    given(registered)
      .when(assignJudge([judge], withExcludedAccount))
      .then(JudgeAssigned, warning(benchNamesUserAccounts))
    given(registered)
      .when(assignJudge([judge, bystander], withExcludedAccount, ['j.rizal']))
      .then(JudgeAssigned, warning(benchNamesUserAccounts))
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
    agreementsReached: [],
    victims: [],
  }
  const everythingKnown = {
    ...nothingKnown,
    indictments: fewIds.map((indictmentId) => ({ indictmentId, chargeIds: fewIds })),
    accusedByCharge: Object.fromEntries(fewIds.map((id) => [id, id])),
    appealsLodged: fewIds,
    tracedAssets: fewIds,
    agreementsReached: fewIds,
    victims: fewIds.slice(0, 1),
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

  // Each order of a protection measure is lifted by its own event: a second one adds to the state.
  const withoutProtection = commands.filter(({ name }) => name !== 'OrderProtectionMeasure')

  it('deciding the same command twice changes nothing', () =>
    decidingTwiceChangesNothing(courtCaseStream, withoutProtection, { first: setup }))
  it('evolve never throws on a history that the decider produces', () => evolveNeverThrows(courtCaseStream, commands, { first: setup }))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(courtCaseStream, courtCaseStream.events, commands, { first: setup }))
  it('each rule id matches the name of its constant', () =>
    ruleIdsMatchConstants('adjudication', { ...benchRules, ...hearingRules, ...judgmentRules, ...orderRules }))
})
