import { commandControllers } from '@case-timeline/http'
import { planStream } from './plan.stream.ts'

const CASEWORKERS = ['case-worker', 'support-lead'] as const

export const planControllers = commandControllers(planStream, {
  'support plan': {
    AgreeSupportPlan: CASEWORKERS,
    ReviewSupportPlan: CASEWORKERS,
    DeliverService: CASEWORKERS,
  },
})
