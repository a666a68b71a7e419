import { commandControllers } from '@case-timeline/http'
import { custodyStream } from './custody.stream.ts'

const PROSECUTORS = ['prosecutor', 'supervising-prosecutor'] as const

export const custodyControllers = commandControllers(custodyStream, {
  custody: {
    OrderDetention: PROSECUTORS,
    ExtendDetention: PROSECUTORS,
    EndDetention: PROSECUTORS,
    RecordDeathInCustody: PROSECUTORS,
  },
})
