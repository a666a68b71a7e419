import type { Clock } from '@case-timeline/casework'
import { caseRecordClocksOf, custodyClocksOf } from '@case-timeline/shared-aggregates'
import { investigationClocks } from './investigation/investigation.clocks.ts'
import { assetsClocks } from './assets/assets.clocks.ts'
import { mechanismClocks } from './mechanism/mechanism.clocks.ts'

/** The clocks of all deadlines that this sector owes. */
export const allClocks: readonly Clock[] = [
  ...custodyClocksOf('investigation'),
  ...investigationClocks,
  ...assetsClocks,
  ...mechanismClocks,
  ...caseRecordClocksOf('investigation'),
]
