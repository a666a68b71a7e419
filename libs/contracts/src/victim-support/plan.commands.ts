import { commandType } from '../command-type.ts'
import { ServiceDelivered } from './service-delivered.ts'
import { SupportPlanAgreed } from './support-plan-agreed.ts'
import { SupportPlanReviewed } from './support-plan-reviewed.ts'

export const AgreeSupportPlan = commandType({
  name: 'AgreeSupportPlan',
  service: 'victimSupport',
  meaning: 'Records the agreed support plan of a person.',
  data: SupportPlanAgreed.data,
  example: SupportPlanAgreed.example,
})

export const ReviewSupportPlan = commandType({
  name: 'ReviewSupportPlan',
  service: 'victimSupport',
  meaning: 'Records the review of a support plan.',
  data: SupportPlanReviewed.data,
  example: SupportPlanReviewed.example,
})

export const DeliverService = commandType({
  name: 'DeliverService',
  service: 'victimSupport',
  meaning: 'Records that a person received a service.',
  data: ServiceDelivered.data,
  example: ServiceDelivered.example,
})
