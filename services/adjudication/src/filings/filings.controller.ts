import { commandControllers } from '@case-timeline/http'
import { filingStream } from './filings.stream.ts'

export const filingControllers = commandControllers(filingStream, {
  filings: { ReceiveAppeal: ['registrar'], ReceiveCompensationClaim: ['registrar'] },
})
