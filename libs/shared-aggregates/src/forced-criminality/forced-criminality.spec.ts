import { recordBelongsToCase } from '@case-timeline/casework'
import type { CommandOfAggregate } from '@case-timeline/commands'
import { ForcedCriminalityChecked, investigationChecks, JUSTICE_SERVICES } from '@case-timeline/contracts'
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
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { forcedCriminalityRulesOf } from './forced-criminality.rules.ts'
import { forcedCriminalityStreams } from './forced-criminality.stream.ts'

const { RecordForcedCriminalityCheck } = investigationChecks
const rules = forcedCriminalityRulesOf('investigation')
const checks = forcedCriminalityStreams.investigation
const given = specificationOf(checks)

const check = (data: Partial<typeof RecordForcedCriminalityCheck.example> = {}, caseExists = true) =>
  commandFor(RecordForcedCriminalityCheck, { ...RecordForcedCriminalityCheck.example, ...data }, { caseExists })

describe('a check for forced criminality', () => {
  it('is recorded by police, immigration, prosecution, court and prison, of attempts as of completed offences', () => {
    for (const place of ['police', 'immigration', 'prosecution', 'court', 'prison'] as const)
      given()
        .when(check({ place }))
        .then({ type: ForcedCriminalityChecked.type, data: { ...ForcedCriminalityChecked.example, place } })
  })

  it(recordBelongsToCase.sentence, () => given().when(check({}, false)).thenRefusedBy(recordBelongsToCase))

  it(rules.suspectIsCheckedForForcedCriminality.sentence, () =>
    given()
      .when(check({ result: 'notDone', indicators: [], reasonNotDone: 'noInterpreter' }))
      .then(ForcedCriminalityChecked, warning(rules.suspectIsCheckedForForcedCriminality)),
  )

  it(rules.checkStatesItsResult.sentence, () => {
    given()
      .when(check({ indicators: [] }))
      .then(ForcedCriminalityChecked, warning(rules.checkStatesItsResult))
    given()
      .when(check({ result: 'notDone', indicators: [] }))
      .then(ForcedCriminalityChecked, warning(rules.suspectIsCheckedForForcedCriminality), warning(rules.checkStatesItsResult))
    given()
      .when(check({ result: 'noIndicators', indicators: [] }))
      .then(ForcedCriminalityChecked)
  })

  it('has a stream of its own for each person and service', () => {
    const { personRef } = RecordForcedCriminalityCheck.example
    expect(checks.streamId('c', RecordForcedCriminalityCheck.example)).toBe(`c~${personRef}`)
    expect(JUSTICE_SERVICES.map((service) => forcedCriminalityStreams[service].service)).toEqual(JUSTICE_SERVICES)
  })
})

describe('any sequence of checks', () => {
  const types = Object.values(checks.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof checks>>(types, fc.record({ caseExists: fc.boolean() }))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(checks, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(checks, commands))
  it('a report is never blocked: rules only warn about it', () => reportsOnlyRaiseWarnings(checks, [ForcedCriminalityChecked], commands))
  it('each rule id matches the name of its constant', () => {
    for (const service of JUSTICE_SERVICES) ruleIdsMatchConstants(service, forcedCriminalityRulesOf(service))
  })
})
