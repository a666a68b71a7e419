import { commandControllers } from '@case-timeline/http'
import { extraditionStream } from './extradition.stream.ts'

const PROSECUTORS = ['prosecutor', 'supervising-prosecutor'] as const

export const extraditionControllers = commandControllers(extraditionStream, {
  'mutual assistance': {
    RequestExtradition: PROSECUTORS,
    DecideExtradition: PROSECUTORS,
  },
})
