import type { Decided, Decider } from '@case-timeline/decider'
import { evolve, notEstablished, type Mechanism, type MechanismCommand, type MechanismFact } from './mechanism.ts'
import {
  aMechanismHasTwoParties,
  aMechanismIsEstablishedOnce,
  aMechanismIsReviewed,
  onlyAnEstablishedMechanismEnds,
} from './mechanism.rules.ts'

const decide = (command: MechanismCommand): Decided<MechanismFact> => {
  switch (command.name) {
    case 'EstablishCooperationMechanism':
      return {
        under: [aMechanismIsEstablishedOnce, aMechanismHasTwoParties, aMechanismIsReviewed],
        events: [{ type: 'investigation.CooperationMechanismEstablished', data: command.data }],
      }
    case 'EndCooperationMechanism':
      return {
        under: [onlyAnEstablishedMechanismEnds],
        events: [{ type: 'investigation.CooperationMechanismEnded', data: command.data }],
      }
  }
}

export const mechanism: Decider<Mechanism, MechanismCommand, MechanismFact> = { initial: notEstablished, evolve, decide }
