import { commandType } from '../command-type.ts'
import { ServiceDelivered } from './service-delivered.ts'
import { SupportPlanAgreed } from './support-plan-agreed.ts'
import { SupportPlanReviewed } from './support-plan-reviewed.ts'

export const AgreeSupportPlan = commandType({
  name: 'AgreeSupportPlan',
  service: 'victimSupport',
  meaning: 'Records what support she will get.',
  data: SupportPlanAgreed.data,
  example: SupportPlanAgreed.example,
})

export const ReviewSupportPlan = commandType({
  name: 'ReviewSupportPlan',
  service: 'victimSupport',
  meaning: 'Records that her plan was looked at again.',
  data: SupportPlanReviewed.data,
  example: SupportPlanReviewed.example,
})

export const DeliverService = commandType({
  name: 'DeliverService',
  service: 'victimSupport',
  meaning: 'Records that she got a service.',
  data: ServiceDelivered.data,
  example: ServiceDelivered.example,
})

/** One support plan and its services. */
export const planCommands = [AgreeSupportPlan, ReviewSupportPlan, DeliverService] as const
