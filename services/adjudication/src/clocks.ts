import type { Clock } from '@case-timeline/casework'
import { caseRecordClocksOf, custodyClocksOf } from '@case-timeline/shared-aggregates'
import { courtCaseClocks } from './court-case/court-case.clocks.ts'
import { compensationClocks } from './compensation/compensation.clocks.ts'

/** The clocks of every deadline that the courts have to meet. */
export const allClocks: readonly Clock[] = [
  ...custodyClocksOf('adjudication'),
  ...courtCaseClocks,
  ...compensationClocks,
  ...caseRecordClocksOf('adjudication'),
]
