import { ChallengeRaised, InitiativeAgreed, initiativeCommands, InitiativeReviewed } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { initiative } from './domain/initiative.decide.ts'
import type { Initiative, InitiativeCommand, InitiativeEvent } from './domain/initiative.ts'

/** The streams `auditTrail.initiative-<initiativeId>`: a challenge and what agencies do about it; it belongs to no case. */
export const initiativeStream: Aggregate<Initiative, InitiativeCommand, InitiativeEvent> = {
  service: 'auditTrail',
  name: 'initiative',
  events: [ChallengeRaised, InitiativeAgreed, InitiativeReviewed],
  commands: initiativeCommands,
  decider: initiative,
  streamId: (_, { initiativeId }) => initiativeId,
}
