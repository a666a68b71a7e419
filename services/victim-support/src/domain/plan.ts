import type {
  AgreeSupportPlan,
  DeliverService,
  FactOf,
  Happened,
  ReviewSupportPlan,
  ServiceDelivered,
  SupportPlanAgreed,
  SupportPlanReviewed,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type PlanEvent = FactOf<typeof SupportPlanAgreed | typeof SupportPlanReviewed | typeof ServiceDelivered>

/** What a plan reads of her own stream: whom support was offered. */
export interface KnownOfHer {
  readonly supported: readonly string[]
}

export type ToAgree = CommandOf<typeof AgreeSupportPlan, KnownOfHer>
export type ToReviewPlan = CommandOf<typeof ReviewSupportPlan, KnownOfHer>
export type ToDeliverService = CommandOf<typeof DeliverService, KnownOfHer>
export type PlanCommand = ToAgree | ToReviewPlan | ToDeliverService

export interface NoPlan {
  readonly stage: 'none'
}
export interface Planned {
  readonly stage: 'planned' | 'ended'
  readonly personRef: string
  /** She, or her guardian, agreed to it. */
  readonly agreed: boolean
}
export type Plan = NoPlan | Planned

export const noPlan: Plan = { stage: 'none' }

export const evolve = (plan: Plan, event: Happened<PlanEvent>): Plan => {
  switch (event.type) {
    case 'victimSupport.SupportPlanAgreed':
      return { stage: 'planned', personRef: event.data.personRef, agreed: event.data.agreedBy !== 'nobody' }
    case 'victimSupport.SupportPlanReviewed': {
      const over = event.data.outcome === 'completed' || event.data.outcome === 'ended'
      return plan.stage === 'none' ? plan : { ...plan, stage: over ? 'ended' : 'planned' }
    }
    case 'victimSupport.ServiceDelivered':
      return plan
  }
}
