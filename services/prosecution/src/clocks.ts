import type { Clock } from '@case-timeline/casework'
import { caseRecordClocksOf, custodyClocksOf } from '@case-timeline/shared-aggregates'
import { prosecutionClocks } from './prosecution/prosecution.clocks.ts'
import { mlaClocks } from './mla/mla.clocks.ts'

/** The clocks of all deadlines that this sector owes. */
export const allClocks: readonly Clock[] = [
  ...custodyClocksOf('prosecution'),
  ...prosecutionClocks,
  ...mlaClocks,
  ...caseRecordClocksOf('prosecution'),
]
