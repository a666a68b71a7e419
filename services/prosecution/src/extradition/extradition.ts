import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ExtraditionEvent = FactOf<typeof contract.ExtraditionRequested | typeof contract.ExtraditionDecided>
export type RequestExtradition = CommandOf<typeof contract.RequestExtradition>
export type DecideExtradition = CommandOf<typeof contract.DecideExtradition>

/** One request to another country to extradite a person. */
export type Extradition = NotRequested | Requested | Answered
export interface NotRequested {
  readonly stage: 'notRequested'
}
export interface Requested {
  readonly stage: 'requested'
}
export interface Answered {
  readonly stage: 'answered'
}

export const notRequested: NotRequested = { stage: 'notRequested' }

export const evolve = (extradition: Extradition, event: RecordedFact<ExtraditionEvent>): Extradition => {
  switch (event.type) {
    case 'prosecution.ExtraditionRequested':
      return { stage: 'requested' }
    case 'prosecution.ExtraditionDecided':
      // A postponed request stays open.
      return event.data.outcome === 'postponed' ? extradition : { stage: 'answered' }
  }
}
