import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { agreeInitiative, raiseChallenge, reviewInitiative, whenAgreed, whenNotRaised, whenRaised } from './initiative.decide.ts'
import { evolve, notRaised } from './initiative.ts'

/**
 * The streams `auditTrail.initiative-<initiativeId>`: one challenge, and the initiative that answers it. They belong to
 * no case.
 */
export const initiativeStream = aggregate({
  service: 'auditTrail',
  name: 'initiative',
  events: [contract.ChallengeRaised, contract.InitiativeAgreed, contract.InitiativeReviewed],
  initial: notRaised,
  evolve,
  streamId: (_, { initiativeId }) => initiativeId,
  commands: [
    takes(contract.RaiseChallenge, { decide: whenNotRaised(raiseChallenge) }),
    takes(contract.AgreeInitiative, { decide: whenRaised(agreeInitiative) }),
    takes(contract.ReviewInitiative, { decide: whenAgreed(reviewInitiative) }),
  ],
})
