import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type MechanismEvent = FactOf<typeof contract.CooperationMechanismEstablished | typeof contract.CooperationMechanismEnded>
export type EstablishCooperationMechanism = CommandOf<typeof contract.EstablishCooperationMechanism>
export type EndCooperationMechanism = CommandOf<typeof contract.EndCooperationMechanism>

/** A permanent agreement under which the police of several countries send each other requests. */
export type Mechanism = NotEstablished | Established | Ended
export interface NotEstablished {
  readonly stage: 'notEstablished'
}
export interface Established {
  readonly stage: 'established'
}
export interface Ended {
  readonly stage: 'ended'
}

export const notEstablished: NotEstablished = { stage: 'notEstablished' }

export const evolve = (_: Mechanism, event: RecordedFact<MechanismEvent>): Mechanism => {
  switch (event.type) {
    case 'investigation.CooperationMechanismEstablished':
      return { stage: 'established' }
    case 'investigation.CooperationMechanismEnded':
      return { stage: 'ended' }
  }
}
