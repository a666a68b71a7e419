import { planCommands, ServiceDelivered, SupportPlanAgreed, SupportPlanReviewed } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { plan } from './domain/plan.decide.ts'
import type { Plan, PlanCommand, PlanEvent } from './domain/plan.ts'
import { whomSupportWasOffered } from './offered.ts'

/** The streams `victimSupport.plan-<planId>`: one support plan and the services under it. */
export const planStream: Aggregate<Plan, PlanCommand, PlanEvent> = {
  service: 'victimSupport',
  name: 'plan',
  events: [SupportPlanAgreed, SupportPlanReviewed, ServiceDelivered],
  commands: planCommands,
  decider: plan,
  streamId: (_, { planId }) => planId,
  known: (history, { data }) => whomSupportWasOffered(history, data.personRef),
}
