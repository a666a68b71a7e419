import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type MechanismFact = FactOf<typeof contract.CooperationMechanismEstablished | typeof contract.CooperationMechanismEnded>
export type EstablishCooperationMechanism = CommandOf<typeof contract.EstablishCooperationMechanism>
export type EndCooperationMechanism = CommandOf<typeof contract.EndCooperationMechanism>
export type MechanismCommand = EstablishCooperationMechanism | EndCooperationMechanism

/** A standing way for police of several countries to ask each other. */
export type Mechanism = NotEstablished | Standing | Ended
export interface NotEstablished {
  readonly is: 'not established'
}
export interface Standing {
  readonly is: 'standing'
}
export interface Ended {
  readonly is: 'ended'
}

export const notEstablished: NotEstablished = { is: 'not established' }

export const evolve = (_: Mechanism, event: Happened<MechanismFact>): Mechanism => {
  switch (event.type) {
    case 'investigation.CooperationMechanismEstablished':
      return { is: 'standing' }
    case 'investigation.CooperationMechanismEnded':
      return { is: 'ended' }
  }
}
