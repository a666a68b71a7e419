import { commandType } from '../command-type.ts'
import { ChallengeRaised } from './challenge-raised.ts'
import { InitiativeAgreed } from './initiative-agreed.ts'
import { InitiativeReviewed } from './initiative-reviewed.ts'

export const RaiseChallenge = commandType({
  name: 'RaiseChallenge',
  service: 'auditTrail',
  at: 'initiatives',
  meaning: 'Records what an agency cannot do as the law asks.',
  data: ChallengeRaised.data,
  example: ChallengeRaised.example,
})

export const AgreeInitiative = commandType({
  name: 'AgreeInitiative',
  service: 'auditTrail',
  at: 'initiatives',
  meaning: 'Agrees to do something about a challenge.',
  data: InitiativeAgreed.data,
  example: InitiativeAgreed.example,
})

export const ReviewInitiative = commandType({
  name: 'ReviewInitiative',
  service: 'auditTrail',
  at: 'initiatives',
  meaning: 'Records how far an initiative has come.',
  data: InitiativeReviewed.data,
  example: InitiativeReviewed.example,
})

/** A challenge and what is done about it; they belong to no case. */
export const initiativeCommands = [RaiseChallenge, AgreeInitiative, ReviewInitiative] as const
