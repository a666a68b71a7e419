import type { Clock } from '@case-timeline/casework'
import { caseRecordClocksOf, closedShelterClocks } from '@case-timeline/shared-aggregates'
import { personClocks } from './person/person.clocks.ts'
import { complaintClocks } from './complaint/complaint.clocks.ts'
import { fundClocks } from './fund/fund.clocks.ts'
import { intakeClocks } from './intake/intake.clocks.ts'

/** The clocks of every deadline that victim support has to meet. */
export const allClocks: readonly Clock[] = [
  ...personClocks,
  ...closedShelterClocks,
  ...complaintClocks,
  ...fundClocks,
  ...intakeClocks,
  ...caseRecordClocksOf('victimSupport'),
]
