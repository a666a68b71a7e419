import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  notRaised,
  type Agreed,
  type Initiative,
  type InitiativeCommand,
  type InitiativeEvent,
  type NotRaised,
  type Raised,
  type ToAgree,
  type ToRaise,
  type ToReview,
} from './initiative.ts'
import { challengeIsRaisedOnce, initiativeAnswersAChallenge, reviewedInitiativeWasAgreed } from './initiative.rules.ts'

type Decision = Decided<InitiativeEvent>

export const raiseChallenge = (_: NotRaised, { data }: ToRaise): Decision => ({
  under: [],
  events: [{ type: 'auditTrail.ChallengeRaised', data }],
})

export const agreeInitiative = (_: Raised, { data }: ToAgree): Decision => ({
  under: [],
  events: [{ type: 'auditTrail.InitiativeAgreed', data }],
})

export const reviewInitiative = (_: Agreed, { data }: ToReview): Decision => ({
  under: [],
  events: [{ type: 'auditTrail.InitiativeReviewed', data }],
})

const decide = (command: InitiativeCommand, it: Initiative): Decision | Forbidden => {
  switch (command.name) {
    case 'RaiseChallenge':
      return it.stage === 'notRaised' ? raiseChallenge(it, command) : { forbiddenBy: challengeIsRaisedOnce }
    case 'AgreeInitiative':
      return it.stage === 'raised' ? agreeInitiative(it, command) : { forbiddenBy: initiativeAnswersAChallenge }
    case 'ReviewInitiative':
      return it.stage === 'agreed' ? reviewInitiative(it, command) : { forbiddenBy: reviewedInitiativeWasAgreed }
  }
}

export const initiative: Decider<Initiative, InitiativeCommand, InitiativeEvent> = { initial: notRaised, evolve, decide }
