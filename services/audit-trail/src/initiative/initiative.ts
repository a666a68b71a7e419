import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type InitiativeEvent = FactOf<
  typeof contract.ChallengeRaised | typeof contract.InitiativeAgreed | typeof contract.InitiativeReviewed
>

export type RaiseChallenge = CommandOf<typeof contract.RaiseChallenge>
export type AgreeInitiative = CommandOf<typeof contract.AgreeInitiative>
export type ReviewInitiative = CommandOf<typeof contract.ReviewInitiative>

export interface NotRaised {
  readonly stage: 'notRaised'
}
/** A challenge for which no initiative is agreed. */
export interface Raised {
  readonly stage: 'raised'
}
export interface Agreed {
  readonly stage: 'agreed'
}
/** The target of the initiative was reached, or the initiative was abandoned. */
export interface Ended {
  readonly stage: 'ended'
}
export type Initiative = NotRaised | Raised | Agreed | Ended

export const notRaised: Initiative = { stage: 'notRaised' }

export const evolve = (initiative: Initiative, event: RecordedFact<InitiativeEvent>): Initiative => {
  switch (event.type) {
    case 'auditTrail.ChallengeRaised':
      return { stage: 'raised' }
    case 'auditTrail.InitiativeAgreed':
      return { stage: 'agreed' }
    case 'auditTrail.InitiativeReviewed':
      return event.data.outcome === 'reached' || event.data.outcome === 'abandoned' ? { stage: 'ended' } : initiative
  }
}
