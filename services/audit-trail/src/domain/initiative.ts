import type {
  AgreeInitiative,
  ChallengeRaised,
  FactOf,
  Happened,
  InitiativeAgreed,
  InitiativeReviewed,
  RaiseChallenge,
  ReviewInitiative,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type InitiativeEvent = FactOf<typeof ChallengeRaised | typeof InitiativeAgreed | typeof InitiativeReviewed>

export type ToRaise = CommandOf<typeof RaiseChallenge>
export type ToAgree = CommandOf<typeof AgreeInitiative>
export type ToReview = CommandOf<typeof ReviewInitiative>
export type InitiativeCommand = ToRaise | ToAgree | ToReview

export interface NotRaised {
  readonly stage: 'notRaised'
}
/** A challenge that nobody has agreed to do something about. */
export interface Raised {
  readonly stage: 'raised'
}
export interface Agreed {
  readonly stage: 'agreed'
}
/** Its target was reached, or it was abandoned. */
export interface Ended {
  readonly stage: 'ended'
}
export type Initiative = NotRaised | Raised | Agreed | Ended

export const notRaised: Initiative = { stage: 'notRaised' }

export const evolve = (it: Initiative, event: Happened<InitiativeEvent>): Initiative => {
  switch (event.type) {
    case 'auditTrail.ChallengeRaised':
      return { stage: 'raised' }
    case 'auditTrail.InitiativeAgreed':
      return { stage: 'agreed' }
    case 'auditTrail.InitiativeReviewed':
      return event.data.outcome === 'reached' || event.data.outcome === 'abandoned' ? { stage: 'ended' } : it
  }
}
