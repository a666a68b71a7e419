import { VictimTreatmentConcernAnswered, VictimTreatmentConcernRaised } from '@case-timeline/contracts'
import { clockSpecificationOf } from '@case-timeline/shared-aggregates/fixtures'
import { it } from '@jest/globals'
import { complaintClocks, treatmentConcernIsAnsweredInTime } from './complaint.clocks.ts'

const { expectDeadlineKept } = clockSpecificationOf('victimSupport', complaintClocks)

it(treatmentConcernIsAnsweredInTime.sentence, () => {
  const { concernId } = VictimTreatmentConcernRaised.example
  expectDeadlineKept(treatmentConcernIsAnsweredInTime, VictimTreatmentConcernRaised, VictimTreatmentConcernAnswered, {
    concernId,
  })
})
