import { commandControllers } from '@case-timeline/http'
import { custodyStream } from './custody.stream.ts'

const INVESTIGATORS = ['lead-investigator', 'investigator'] as const

export const custodyControllers = commandControllers(custodyStream, {
  custody: {
    OrderDetention: INVESTIGATORS,
    ExtendDetention: INVESTIGATORS,
    EndDetention: INVESTIGATORS,
    RecordDeathInCustody: INVESTIGATORS,
  },
})
