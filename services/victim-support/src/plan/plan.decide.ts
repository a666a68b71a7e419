import type { Decided, Forbidden } from '@case-timeline/decider'
import type { AgreeSupportPlan, DeliverService, ReviewSupportPlan } from './plan.commands.ts'
import {
  planBelongsToSupportedPerson,
  planConcernsSamePerson,
  planIsAgreedFirst,
  planIsAgreedOnce,
  planIsAgreedWithPerson,
  servicesNeedAgreedPlan,
} from './plan.rules.ts'
import type { NoPlan, Plan, PlanEvent, Planned } from './plan.ts'

type Decision = Decided<PlanEvent>
type Outcome = Decision | Forbidden

export const agreeSupportPlan = (_: NoPlan, { data }: AgreeSupportPlan): Decision => ({
  under: [planBelongsToSupportedPerson, planIsAgreedWithPerson],
  events: [{ type: 'victimSupport.SupportPlanAgreed', data }],
})

export const reviewSupportPlan = (_: Planned, { data }: ReviewSupportPlan): Decision => ({
  under: [planConcernsSamePerson],
  events: [{ type: 'victimSupport.SupportPlanReviewed', data }],
})

export const deliverService = (_: Planned, { data }: DeliverService): Decision => ({
  under: [planConcernsSamePerson, servicesNeedAgreedPlan],
  events: [{ type: 'victimSupport.ServiceDelivered', data }],
})

export const whenNotPlanned =
  <C>(decide: (plan: NoPlan, command: C) => Decision) =>
  (plan: Plan, command: C): Outcome =>
    plan.stage === 'none' ? decide(plan, command) : { forbiddenBy: planIsAgreedOnce }

export const whenPlanned =
  <C>(decide: (plan: Planned, command: C) => Decision) =>
  (plan: Plan, command: C): Outcome =>
    plan.stage === 'none' ? { forbiddenBy: planIsAgreedFirst } : decide(plan, command)
