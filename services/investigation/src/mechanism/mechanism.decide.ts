import type { Decided } from '@case-timeline/decider'
import type { EndCooperationMechanism, EstablishCooperationMechanism, Mechanism, MechanismEvent } from './mechanism.ts'
import { mechanismHasTwoParties, mechanismIsEstablishedOnce, mechanismIsReviewed, onlyEstablishedMechanismEnds } from './mechanism.rules.ts'

type Decision = Decided<MechanismEvent>

export const establishCooperationMechanism = (_: Mechanism, { data }: EstablishCooperationMechanism): Decision => ({
  under: [mechanismIsEstablishedOnce, mechanismHasTwoParties, mechanismIsReviewed],
  events: [{ type: 'investigation.CooperationMechanismEstablished', data }],
})

export const endCooperationMechanism = (_: Mechanism, { data }: EndCooperationMechanism): Decision => ({
  under: [onlyEstablishedMechanismEnds],
  events: [{ type: 'investigation.CooperationMechanismEnded', data }],
})
