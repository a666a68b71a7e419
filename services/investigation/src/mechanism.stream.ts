import {
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  EndCooperationMechanism,
  EstablishCooperationMechanism,
} from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import type { Mechanism, MechanismCommand, MechanismFact } from './domain/mechanism.ts'
import { mechanism } from './domain/mechanism.decide.ts'

/** The streams `investigation.mechanism-<mechanismId>`: one standing way for police of several countries to ask each other. */
export const mechanismStream: Aggregate<Mechanism, MechanismCommand, MechanismFact> = {
  service: 'investigation',
  name: 'mechanism',
  events: [CooperationMechanismEstablished, CooperationMechanismEnded],
  commands: [EstablishCooperationMechanism, EndCooperationMechanism],
  decider: mechanism,
  streamId: (_, { mechanismId }) => mechanismId,
}
