import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { recordOutcome, recordProcedure, recordTraining, setOutcomeMeasure, whenOfChallenge } from './implementation.decide.ts'
import { agreeInitiative, raiseChallenge, reviewInitiative, whenAgreed, whenNotRaised, whenRaised } from './initiative.decide.ts'
import { evolve, notRaised } from './initiative.ts'

/**
 * The streams `auditTrail.initiative-<initiativeId>`: one challenge, the initiative that answers it, and what agencies did
 * and measured. They belong to no case.
 */
export const initiativeStream = aggregate({
  service: 'auditTrail',
  name: 'initiative',
  events: [
    contract.ChallengeRaised,
    contract.InitiativeAgreed,
    contract.InitiativeReviewed,
    contract.TrainingHeld,
    contract.ProcedureChanged,
    contract.OutcomeMeasureSet,
    contract.OutcomeMeasured,
  ],
  initial: notRaised,
  evolve,
  streamId: (_, { initiativeId }) => initiativeId,
  commands: [
    takes(contract.RaiseChallenge, { decide: whenNotRaised(raiseChallenge) }),
    takes(contract.AgreeInitiative, { decide: whenRaised(agreeInitiative) }),
    takes(contract.ReviewInitiative, { decide: whenAgreed(reviewInitiative) }),
    takes(contract.RecordTraining, { decide: whenOfChallenge(recordTraining) }),
    takes(contract.RecordProcedure, { decide: whenOfChallenge(recordProcedure) }),
    takes(contract.SetOutcomeMeasure, { decide: whenOfChallenge(setOutcomeMeasure) }),
    takes(contract.RecordOutcome, { decide: whenOfChallenge(recordOutcome) }),
  ],
})
