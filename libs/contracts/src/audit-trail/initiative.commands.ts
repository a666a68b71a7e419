import { approvalCommandsOf } from '../case/approval.commands.ts'
import { correctEvent, retractEvent } from '../case/case.commands.ts'
import { commandType, supervisorsOf } from '../command-type.ts'
import { Id } from '../fields.ts'
import { ChallengeRaised } from './challenge-raised.ts'
import { InitiativeAgreed } from './initiative-agreed.ts'
import { InitiativeReviewed } from './initiative-reviewed.ts'

export const RaiseChallenge = commandType({
  name: 'RaiseChallenge',
  service: 'auditTrail',
  collection: 'initiatives',
  meaning: 'Records a legal duty that an agency cannot fulfil.',
  data: ChallengeRaised.data,
  example: ChallengeRaised.example,
})

export const AgreeInitiative = commandType({
  name: 'AgreeInitiative',
  service: 'auditTrail',
  collection: 'initiatives',
  meaning: 'Agrees on an initiative to solve a challenge.',
  data: InitiativeAgreed.data,
  example: InitiativeAgreed.example,
})

export const ReviewInitiative = commandType({
  name: 'ReviewInitiative',
  service: 'auditTrail',
  collection: 'initiatives',
  meaning: 'Records the progress of an initiative towards its target.',
  data: InitiativeReviewed.data,
  example: InitiativeReviewed.example,
})

const { initiativeId } = ChallengeRaised.example
const correction = correctEvent('auditTrail')
const retraction = retractEvent('auditTrail')
const inInitiative = { initiativeId: Id }

/** These events belong to no case, so the command has to name the initiative whose stream holds the event. */
export const CorrectInitiativeEvent = commandType({
  name: 'CorrectInitiativeEvent',
  service: 'auditTrail',
  collection: 'initiatives',
  meaning: 'States the correct content of a recorded fact of an initiative. The original stays.',
  data: correction.data.extend(inInitiative),
  example: { ...correction.example, data: ChallengeRaised.example, initiativeId },
  approvedBy: supervisorsOf('auditTrail'),
})

export const RetractInitiativeEvent = commandType({
  name: 'RetractInitiativeEvent',
  service: 'auditTrail',
  collection: 'initiatives',
  meaning: 'States that a recorded fact of an initiative never happened. The original stays.',
  data: retraction.data.extend(inInitiative),
  example: { ...retraction.example, initiativeId },
  approvedBy: supervisorsOf('auditTrail'),
})

const { GiveApproval, DeclineApproval, WithdrawApprovalRequest } = approvalCommandsOf('auditTrail')

export const GiveInitiativeApproval = commandType({
  ...GiveApproval,
  name: 'GiveInitiativeApproval',
  collection: 'initiatives',
  data: GiveApproval.data.extend(inInitiative),
  example: { ...GiveApproval.example, initiativeId },
})

export const DeclineInitiativeApproval = commandType({
  ...DeclineApproval,
  name: 'DeclineInitiativeApproval',
  collection: 'initiatives',
  data: DeclineApproval.data.extend(inInitiative),
  example: { ...DeclineApproval.example, initiativeId },
})

export const WithdrawInitiativeApprovalRequest = commandType({
  ...WithdrawApprovalRequest,
  name: 'WithdrawInitiativeApprovalRequest',
  collection: 'initiatives',
  data: WithdrawApprovalRequest.data.extend(inInitiative),
  example: { ...WithdrawApprovalRequest.example, initiativeId },
})
