import { DecideExtradition, ExtraditionDecided, ExtraditionRequested, RequestExtradition } from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  neverViolated,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { extradition } from './extradition.decide.ts'
import * as rules from './extradition.rules.ts'
import type { ExtraditionCommand, ExtraditionFact } from './extradition.ts'

const given = specificationOf(extradition)
const request = (but: Partial<(typeof RequestExtradition)['example']> = {}) =>
  commanded(RequestExtradition, { ...RequestExtradition.example, ...but }, {})
const decide = (but: Partial<(typeof DecideExtradition)['example']> = {}) =>
  commanded(DecideExtradition, { ...DecideExtradition.example, ...but }, {})
const requested: ExtraditionFact = { type: ExtraditionRequested.type, data: ExtraditionRequested.example }
const decided = (outcome: 'granted' | 'postponed'): ExtraditionFact => ({
  type: ExtraditionDecided.type,
  data: { ...ExtraditionDecided.example, outcome },
})

describe('an extradition', () => {
  it('is requested and decided', () => {
    given().when(request()).then(ExtraditionRequested)
    given([requested]).when(decide()).then(ExtraditionDecided)
  })
  it(rules.anExtraditionIsRequestedOnce.sentence, () =>
    given([requested]).when(request()).thenRefusedBy(rules.anExtraditionIsRequestedOnce),
  )
  it(rules.anExtraditionGoesThroughTheCentralAuthority.sentence, () =>
    given()
      .when(request({ centralAuthority: undefined }))
      .thenRefusedBy(rules.anExtraditionGoesThroughTheCentralAuthority),
  )
  it.each([{ offences: [] }, { factsRef: undefined }])(`${rules.anExtraditionRequestIsComplete.sentence}: %j`, (but) =>
    given().when(request(but)).thenRefusedBy(rules.anExtraditionRequestIsComplete),
  )
  it(rules.onlyAnOpenExtraditionIsDecided.sentence, () => {
    given().when(decide()).thenRefusedBy(rules.onlyAnOpenExtraditionIsDecided)
    given([requested, decided('granted')])
      .when(decide())
      .thenRefusedBy(rules.onlyAnOpenExtraditionIsDecided)
    given([requested, decided('postponed')])
      .when(decide())
      .then(ExtraditionDecided)
  })
  it(rules.aRefusalStatesItsGround.sentence, () => {
    given([requested])
      .when(decide({ outcome: 'refused' }))
      .thenRefusedBy(rules.aRefusalStatesItsGround)
    given([requested])
      .when(decide({ outcome: 'refused', ground: 'neBisInIdem' }))
      .then(ExtraditionDecided)
  })
})

describe('the laws of an extradition', () => {
  const commands = anyOf<ExtraditionCommand>([RequestExtradition, DecideExtradition], fc.constant({}))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(extradition, commands))
  it('evolve never throws', () => evolveNeverThrows(extradition, commands))
  it('each rule has one name', () => rulesHaveOneName('prosecution', rules))
  it(`${rules.aRefusalStatesItsGround.sentence}, whatever came before`, () =>
    neverViolated(extradition, commands, (history) =>
      history.filter(({ data }) => 'outcome' in data && data.outcome === 'refused' && data.ground === undefined),
    ))
})
