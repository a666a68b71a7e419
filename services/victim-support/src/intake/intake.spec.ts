import { IntakeRecorded, IntakeResolved, RecordIntake, ResolveIntake, type FactOf } from '@case-timeline/contracts'
import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { aunt, girl } from '../person/person.fixtures.ts'
import * as rules from './intake.rules.ts'
import { intakeStream } from './intake.stream.ts'
import type { IntakeEvent } from './intake.ts'

const given = specificationOf(intakeStream)
const { intakeId } = IntakeRecorded.example
const nobodySupported = { supported: [] as readonly string[], caseExists: true }
const recordIntake = () => commandFor(RecordIntake, { ...IntakeRecorded.example, personRef: girl }, nobodySupported)
const resolve = (changes: Partial<FactOf<typeof IntakeResolved>['data']>, supported: readonly string[] = []) =>
  commandFor(ResolveIntake, { intakeId, personRef: girl, outcome: 'closed', ...changes }, { ...nobodySupported, supported })
const recorded: IntakeEvent = { type: IntakeRecorded.type, data: recordIntake().data }
const closed: IntakeEvent = { type: IntakeResolved.type, data: resolve({ reason: 'personDeclined' }).data }

describe('a call to a hotline, or a visit', () => {
  it('becomes a support case, is passed on, or is closed with a reason', () => {
    given().when(recordIntake()).then(IntakeRecorded)
    given([recorded])
      .when(resolve({ outcome: 'supportCase' }, [girl]))
      .then(IntakeResolved)
    given([recorded])
      .when(resolve({ outcome: 'referred', toOrg: 'ph-shelter-cebu' }))
      .then(IntakeResolved)
    given([recorded])
      .when(resolve({ reason: 'personDeclined' }))
      .then(IntakeResolved)
  })
  it(rules.intakeIsRecordedOnce.sentence, () => given([recorded]).when(recordIntake()).thenRefusedBy(rules.intakeIsRecordedOnce))
  it(rules.resolvedIntakeIsOpen.sentence, () => {
    given()
      .when(resolve({ reason: 'duplicate' }))
      .thenRefusedBy(rules.resolvedIntakeIsOpen)
    given([recorded, closed])
      .when(resolve({ reason: 'duplicate' }))
      .thenRefusedBy(rules.resolvedIntakeIsOpen)
  })
  it(rules.resolvedIntakeConcernsSamePerson.sentence, () =>
    given([recorded])
      .when(resolve({ personRef: aunt, reason: 'duplicate' }))
      .thenRefusedBy(rules.resolvedIntakeConcernsSamePerson),
  )
  it(rules.intakeBecomesCaseWhereSupportIsOffered.sentence, () =>
    given([recorded])
      .when(resolve({ outcome: 'supportCase' }, [aunt]))
      .thenRefusedBy(rules.intakeBecomesCaseWhereSupportIsOffered),
  )
  it(rules.referredIntakeNamesOrganisation.sentence, () =>
    given([recorded])
      .when(resolve({ outcome: 'referred' }))
      .thenRefusedBy(rules.referredIntakeNamesOrganisation),
  )
  it(rules.closedIntakeStatesReason.sentence, () => given([recorded]).when(resolve({})).thenRefusedBy(rules.closedIntakeStatesReason))
})

describe('any command about an intake', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof intakeStream>>(
    Object.values(intakeStream.commands).map(({ type }) => type),
    fc.constant({ supported: fewIds, caseExists: true }),
  )
  it('records nothing new when it is decided twice', () => decidingTwiceChangesNothing(intakeStream, commands))
  it('never leads to a history on which evolve throws', () => evolveNeverThrows(intakeStream, commands))
  it('is refused only by integrity rules when it reports what happened', () =>
    reportsOnlyRaiseWarnings(intakeStream, [IntakeRecorded, IntakeResolved], commands))
  it('is checked by rules whose ids match their constants', () => ruleIdsMatchConstants('victimSupport', rules))
})
