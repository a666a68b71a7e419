import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ExtraditionFact = FactOf<typeof contract.ExtraditionRequested | typeof contract.ExtraditionDecided>
export type RequestExtradition = CommandOf<typeof contract.RequestExtradition>
export type DecideExtradition = CommandOf<typeof contract.DecideExtradition>
export type ExtraditionCommand = RequestExtradition | DecideExtradition

/** One request that another country hand over a person. */
export type Extradition = NotRequested | Requested | Answered
export interface NotRequested {
  readonly is: 'not requested'
}
export interface Requested {
  readonly is: 'requested'
}
export interface Answered {
  readonly is: 'answered'
}

export const notRequested: NotRequested = { is: 'not requested' }

export const evolve = (it: Extradition, event: Happened<ExtraditionFact>): Extradition => {
  switch (event.type) {
    case 'prosecution.ExtraditionRequested':
      return { is: 'requested' }
    case 'prosecution.ExtraditionDecided':
      return event.data.outcome === 'postponed' ? it : { is: 'answered' }
  }
}
