import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  noPlan,
  type NoPlan,
  type Plan,
  type PlanCommand,
  type PlanEvent,
  type Planned,
  type ToAgree,
  type ToDeliverService,
  type ToReviewPlan,
} from './plan.ts'
import {
  planBelongsToASupportedPerson,
  planIsAgreedFirst,
  planIsAgreedOnce,
  planIsHers,
  servicesNeedHerAcceptance,
  sheAgreesToHerPlan,
} from './plan.rules.ts'

type Decision = Decided<PlanEvent>

export const agreePlan = (_: NoPlan, { data }: ToAgree): Decision => ({
  under: [planBelongsToASupportedPerson, sheAgreesToHerPlan],
  events: [{ type: 'victimSupport.SupportPlanAgreed', data }],
})

export const reviewPlan = (_: Planned, { data }: ToReviewPlan): Decision => ({
  under: [planIsHers],
  events: [{ type: 'victimSupport.SupportPlanReviewed', data }],
})

export const deliverService = (_: Planned, { data }: ToDeliverService): Decision => ({
  under: [planIsHers, servicesNeedHerAcceptance],
  events: [{ type: 'victimSupport.ServiceDelivered', data }],
})

const decide = (command: PlanCommand, plan: Plan): Decision | Forbidden => {
  if (command.name === 'AgreeSupportPlan') return plan.stage === 'none' ? agreePlan(plan, command) : { forbiddenBy: planIsAgreedOnce }
  if (plan.stage === 'none') return { forbiddenBy: planIsAgreedFirst }
  switch (command.name) {
    case 'ReviewSupportPlan':
      return reviewPlan(plan, command)
    case 'DeliverService':
      return deliverService(plan, command)
  }
}

export const plan: Decider<Plan, PlanCommand, PlanEvent> = { initial: noPlan, evolve, decide }
