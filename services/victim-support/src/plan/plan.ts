import type { FactOf, RecordedFact, ServiceDelivered, SupportPlanAgreed, SupportPlanReviewed } from '@case-timeline/contracts'

export type PlanEvent = FactOf<typeof SupportPlanAgreed | typeof SupportPlanReviewed | typeof ServiceDelivered>

export interface NoPlan {
  readonly stage: 'none'
}
export interface Planned {
  readonly stage: 'planned' | 'ended'
  readonly personRef: string
  /** Whether the person or the guardian agreed to the plan. */
  readonly agreed: boolean
}
export type Plan = NoPlan | Planned

export const noPlan: Plan = { stage: 'none' }

export const evolve = (plan: Plan, event: RecordedFact<PlanEvent>): Plan => {
  switch (event.type) {
    case 'victimSupport.SupportPlanAgreed':
      return { stage: 'planned', personRef: event.data.personRef, agreed: event.data.agreedBy !== 'nobody' }
    case 'victimSupport.SupportPlanReviewed': {
      const hasEnded = event.data.outcome === 'completed' || event.data.outcome === 'ended'
      return plan.stage === 'none' ? plan : { ...plan, stage: hasEnded ? 'ended' : 'planned' }
    }
    case 'victimSupport.ServiceDelivered':
      return plan
  }
}
