import { commandControllers } from '@case-timeline/http'
import { custodyStream } from './custody.stream.ts'

const COURT = ['registrar', 'judge'] as const

export const custodyControllers = commandControllers(custodyStream, {
  custody: { OrderDetention: COURT, ExtendDetention: COURT, EndDetention: COURT, RecordDeathInCustody: COURT },
})
