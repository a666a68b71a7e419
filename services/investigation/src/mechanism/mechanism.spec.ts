import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  EndCooperationMechanism,
  EstablishCooperationMechanism,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  historyNeverViolates,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { mechanismStream } from './mechanism.stream.ts'
import * as rules from './mechanism.rules.ts'
import type { MechanismEvent } from './mechanism.ts'

const given = specificationOf(mechanismStream)
const establish = (changes: Partial<(typeof EstablishCooperationMechanism)['example']> = {}) =>
  commandFor(EstablishCooperationMechanism, { ...EstablishCooperationMechanism.example, ...changes }, {})
const end = commandFor(EndCooperationMechanism, EndCooperationMechanism.example, {})
const established: MechanismEvent = { type: CooperationMechanismEstablished.type, data: CooperationMechanismEstablished.example }

describe('a cooperation mechanism', () => {
  it('is established, and ends', () => {
    given().when(establish()).then(CooperationMechanismEstablished)
    given([established]).when(end).then(CooperationMechanismEnded)
  })
  it(rules.mechanismIsEstablishedOnce.sentence, () =>
    given([established]).when(establish()).thenRefusedBy(rules.mechanismIsEstablishedOnce),
  )
  it(rules.mechanismHasTwoParties.sentence, () => {
    given()
      .when(establish({ parties: ['PH'] }))
      .thenRefusedBy(rules.mechanismHasTwoParties)
    given()
      .when(establish({ parties: ['PH', 'PH'] }))
      .thenRefusedBy(rules.mechanismHasTwoParties)
  })
  it(rules.mechanismIsReviewed.sentence, () =>
    given()
      .when(establish({ reviewBy: '2026-11-25' }))
      .thenRefusedBy(rules.mechanismIsReviewed),
  )
  it(rules.onlyEstablishedMechanismEnds.sentence, () => given().when(end).thenRefusedBy(rules.onlyEstablishedMechanismEnds))
})

describe('the properties of the mechanism decider', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof mechanismStream>>(
    [EstablishCooperationMechanism, EndCooperationMechanism],
    fc.constant({}),
  )
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(mechanismStream, commands))
  it('evolve never throws', () => evolveNeverThrows(mechanismStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(mechanismStream, [CooperationMechanismEnded], commands))
  it(`${rules.mechanismIsEstablishedOnce.sentence}, after any history`, () =>
    historyNeverViolates(mechanismStream, commands, (history) =>
      history.filter(({ type }) => type === CooperationMechanismEstablished.type).slice(1),
    ))
})
