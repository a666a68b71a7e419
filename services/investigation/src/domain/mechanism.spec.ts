import {
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  EndCooperationMechanism,
  EstablishCooperationMechanism,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  neverViolated,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { mechanism } from './mechanism.decide.ts'
import * as rules from './mechanism.rules.ts'
import type { MechanismCommand, MechanismFact } from './mechanism.ts'

const given = specificationOf(mechanism)
const establish = (but: Partial<(typeof EstablishCooperationMechanism)['example']> = {}) =>
  commanded(EstablishCooperationMechanism, { ...EstablishCooperationMechanism.example, ...but }, {})
const end = commanded(EndCooperationMechanism, EndCooperationMechanism.example, {})
const standing: MechanismFact = { type: CooperationMechanismEstablished.type, data: CooperationMechanismEstablished.example }

describe('a cooperation mechanism', () => {
  it('is established, and ends', () => {
    given().when(establish()).then(CooperationMechanismEstablished)
    given([standing]).when(end).then(CooperationMechanismEnded)
  })
  it(rules.aMechanismIsEstablishedOnce.sentence, () => given([standing]).when(establish()).thenRefusedBy(rules.aMechanismIsEstablishedOnce))
  it(rules.aMechanismHasTwoParties.sentence, () => {
    given()
      .when(establish({ parties: ['PH'] }))
      .thenRefusedBy(rules.aMechanismHasTwoParties)
    given()
      .when(establish({ parties: ['PH', 'PH'] }))
      .thenRefusedBy(rules.aMechanismHasTwoParties)
  })
  it(rules.aMechanismIsReviewed.sentence, () =>
    given()
      .when(establish({ reviewBy: '2026-11-25' }))
      .thenRefusedBy(rules.aMechanismIsReviewed),
  )
  it(rules.onlyAnEstablishedMechanismEnds.sentence, () => given().when(end).thenRefusedBy(rules.onlyAnEstablishedMechanismEnds))
})

describe('the laws of a mechanism', () => {
  const commands = anyOf<MechanismCommand>([EstablishCooperationMechanism, EndCooperationMechanism], fc.constant({}))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(mechanism, commands))
  it('evolve never throws', () => evolveNeverThrows(mechanism, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(mechanism, [CooperationMechanismEnded], commands))
  it(`${rules.aMechanismIsEstablishedOnce.sentence}, whatever came before`, () =>
    neverViolated(mechanism, commands, (history) => history.filter(({ type }) => type === CooperationMechanismEstablished.type).slice(1)))
})
