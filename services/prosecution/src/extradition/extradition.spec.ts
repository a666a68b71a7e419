import type { CommandOfAggregate } from '@case-timeline/commands'
import { DecideExtradition, ExtraditionDecided, ExtraditionRequested, RequestExtradition } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { extraditionStream } from './extradition.stream.ts'
import * as rules from './extradition.rules.ts'
import type { ExtraditionEvent } from './extradition.ts'

const given = specificationOf(extraditionStream)
const request = (changes: Partial<(typeof RequestExtradition)['example']> = {}) =>
  commandFor(RequestExtradition, { ...RequestExtradition.example, ...changes }, {})
const decide = (changes: Partial<(typeof DecideExtradition)['example']> = {}) =>
  commandFor(DecideExtradition, { ...DecideExtradition.example, ...changes }, {})
const requested: ExtraditionEvent = { type: ExtraditionRequested.type, data: ExtraditionRequested.example }
const decided = (outcome: 'granted' | 'postponed'): ExtraditionEvent => ({
  type: ExtraditionDecided.type,
  data: { ...ExtraditionDecided.example, outcome },
})

describe('an extradition', () => {
  it('is requested and decided', () => {
    given().when(request()).then(ExtraditionRequested)
    given([requested]).when(decide()).then(ExtraditionDecided)
  })
  it(rules.extraditionIsRequestedOnce.sentence, () => given([requested]).when(request()).thenRefusedBy(rules.extraditionIsRequestedOnce))
  it(rules.extraditionGoesThroughCentralAuthority.sentence, () =>
    given()
      .when(request({ centralAuthority: undefined }))
      .thenRefusedBy(rules.extraditionGoesThroughCentralAuthority),
  )
  it.each([{ offences: [] }, { factsRef: undefined }])(`${rules.extraditionRequestIsComplete.sentence}: %j`, (changes) =>
    given().when(request(changes)).thenRefusedBy(rules.extraditionRequestIsComplete),
  )
  it(rules.decidedExtraditionWasRequested.sentence, () => given().when(decide()).thenRefusedBy(rules.decidedExtraditionWasRequested))
  it(rules.onlyOpenExtraditionIsDecided.sentence, () => {
    given([requested, decided('granted')])
      .when(decide())
      .then(ExtraditionDecided, warning(rules.onlyOpenExtraditionIsDecided))
    given([requested, decided('postponed')])
      .when(decide())
      .then(ExtraditionDecided)
  })
  it(rules.refusalStatesItsGround.sentence, () => {
    given([requested])
      .when(decide({ outcome: 'refused' }))
      .then(ExtraditionDecided, warning(rules.refusalStatesItsGround))
    given([requested])
      .when(decide({ outcome: 'refused', ground: 'neBisInIdem' }))
      .then(ExtraditionDecided)
  })
})

describe('the properties of the extradition decider', () => {
  const types = Object.values(extraditionStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof extraditionStream>>(types, fc.constant({}))
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(extraditionStream, commands))
  it('evolve never throws', () => evolveNeverThrows(extraditionStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
  it('what another country decides is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(extraditionStream, [ExtraditionDecided], commands, { first: [request()] }))
})
