import type { Decided, Forbidden } from '@case-timeline/decider'
import type {
  Agreed,
  AgreeInitiative,
  Initiative,
  InitiativeEvent,
  NotRaised,
  RaiseChallenge,
  Raised,
  ReviewInitiative,
} from './initiative.ts'
import {
  challengeIsRaisedByAgencyConcerned,
  challengeIsRaisedOnce,
  initiativeAnswersChallenge,
  reviewedInitiativeWasAgreed,
} from './initiative.rules.ts'

type Decision = Decided<InitiativeEvent>
type Outcome = Decision | Forbidden

export const raiseChallenge = (_: NotRaised, { data }: RaiseChallenge): Decision => ({
  under: [challengeIsRaisedByAgencyConcerned],
  events: [{ type: 'auditTrail.ChallengeRaised', data }],
})

export const agreeInitiative = (_: Raised, { data }: AgreeInitiative): Decision => ({
  under: [],
  events: [{ type: 'auditTrail.InitiativeAgreed', data }],
})

export const reviewInitiative = (_: Agreed, { data }: ReviewInitiative): Decision => ({
  under: [],
  events: [{ type: 'auditTrail.InitiativeReviewed', data }],
})

export const whenNotRaised =
  <C>(decide: (initiative: NotRaised, command: C) => Decision) =>
  (initiative: Initiative, command: C): Outcome =>
    initiative.stage === 'notRaised' ? decide(initiative, command) : { forbiddenBy: challengeIsRaisedOnce }

export const whenRaised =
  <C>(decide: (initiative: Raised, command: C) => Decision) =>
  (initiative: Initiative, command: C): Outcome =>
    initiative.stage === 'raised' ? decide(initiative, command) : { forbiddenBy: initiativeAnswersChallenge }

export const whenAgreed =
  <C>(decide: (initiative: Agreed, command: C) => Decision) =>
  (initiative: Initiative, command: C): Outcome =>
    initiative.stage === 'agreed' ? decide(initiative, command) : { forbiddenBy: reviewedInitiativeWasAgreed }
