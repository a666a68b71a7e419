import { commandControllers } from '@case-timeline/http'
import { fundStream } from './fund.stream.ts'

const CASEWORKERS = ['case-worker', 'support-lead'] as const

export const fundControllers = commandControllers(fundStream, {
  'fund of the state': { ApplyToFund: CASEWORKERS, RecordFundDecision: CASEWORKERS, RecordFundPayment: CASEWORKERS },
})
