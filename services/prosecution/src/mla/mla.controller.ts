import { commandControllers } from '@case-timeline/http'
import { mlaStream } from './mla.stream.ts'

const PROSECUTORS = ['prosecutor', 'supervising-prosecutor'] as const

export const mlaControllers = commandControllers(mlaStream, {
  'mutual assistance': {
    SendMlaRequest: PROSECUTORS,
    ReceiveMlaRequest: PROSECUTORS,
    AcknowledgeMlaRequest: PROSECUTORS,
    RemindOfMlaRequest: PROSECUTORS,
    ExecuteMlaRequest: PROSECUTORS,
    RefuseMlaRequest: PROSECUTORS,
  },
})
