import { correctEvent, retractEvent } from '../case/case.commands.ts'
import { commandType } from '../command-type.ts'
import { Id } from '../fields.ts'
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

const { initiativeId } = ChallengeRaised.example
const correction = correctEvent('auditTrail')
const retraction = retractEvent('auditTrail')
const inInitiative = { initiativeId: Id }

/** Of what belongs to no case, the command names the initiative: no case leads to its record. */
export const CorrectInitiativeEvent = commandType({
  name: 'CorrectInitiativeEvent',
  service: 'auditTrail',
  at: 'initiatives',
  meaning: 'States what a recorded fact of an initiative should have said. The original stays.',
  data: correction.data.extend(inInitiative),
  example: { ...correction.example, data: ChallengeRaised.example, initiativeId },
})

export const RetractInitiativeEvent = commandType({
  name: 'RetractInitiativeEvent',
  service: 'auditTrail',
  at: 'initiatives',
  meaning: 'States that a recorded fact of an initiative never happened. The original stays.',
  data: retraction.data.extend(inInitiative),
  example: { ...retraction.example, initiativeId },
})

export const initiativeCorrections = [CorrectInitiativeEvent, RetractInitiativeEvent] as const
