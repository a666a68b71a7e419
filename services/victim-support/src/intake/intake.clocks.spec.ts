import { IntakeRecorded, IntakeResolved } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { expect, it } from '@jest/globals'
import { intakeClocks, intakeInDangerIsAnsweredInTime, intakeIsResolvedInTime } from './intake.clocks.ts'

const { expectDeadlineKept, statesOf } = clockSpecificationOf('victimSupport', intakeClocks)

it(intakeIsResolvedInTime.sentence, () => {
  const { intakeId } = IntakeRecorded.example
  expectDeadlineKept(intakeIsResolvedInTime, IntakeRecorded, IntakeResolved, { intakeId })
})

it(intakeInDangerIsAnsweredInTime.sentence, () => {
  const { intakeId } = IntakeRecorded.example
  expectDeadlineKept(intakeInDangerIsAnsweredInTime, IntakeRecorded, IntakeResolved, { intakeId, immediateDanger: true }, { intakeId })
  const withoutDanger = effectiveFact(IntakeRecorded, '2026-11-01', { immediateDanger: false })
  expect(statesOf(intakeInDangerIsAnsweredInTime, '2026-11-20', withoutDanger)).toEqual([])
})
