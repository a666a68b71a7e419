import type {
  adjudicationDetention,
  Authority,
  DetentionCommands,
  FactOf,
  Happened,
  investigationDetention,
  prosecutionDetention,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

type Values<T> = T[keyof T]

/** The detention events of the three justice services. */
export type CustodyFact = FactOf<
  Values<typeof investigationDetention> | Values<typeof prosecutionDetention> | Values<typeof adjudicationDetention>
>

/** What the custody of one person reads of the case in other streams. */
export interface CustodyKnown {
  readonly caseExists: boolean
  /** Another service ordered a detention of this person that it has not ended. */
  readonly heldElsewhere: boolean
  /** The authority of the last order, of whichever service, under which she was held when this begins. */
  readonly orderedBy?: Authority | undefined
  /** She is both presumed a victim and held a suspect, and non-punishment is not assessed. */
  readonly conflictIsOpen: boolean
  /** When the last of the charges against her was decided, if none of them ended in guilt. */
  readonly acquittedAt?: string | undefined
}

export type OrderDetention = CommandOf<DetentionCommands['OrderDetention'], CustodyKnown>
export type ExtendDetention = CommandOf<DetentionCommands['ExtendDetention'], CustodyKnown>
export type EndDetention = CommandOf<DetentionCommands['EndDetention'], CustodyKnown>
export type CustodyCommand = OrderDetention | ExtendDetention | EndDetention

/** One person in the custody of one service's authorities. */
export type Custody = NeverHeld | Held | Released
export interface NeverHeld {
  readonly is: 'never held'
}
export interface Held {
  readonly is: 'held'
}
export interface Released {
  readonly is: 'released'
}

export const neverHeld: NeverHeld = { is: 'never held' }

export const evolve = (_: Custody, event: Happened<CustodyFact>): Custody => {
  switch (event.type) {
    case 'investigation.DetentionOrdered':
    case 'prosecution.DetentionOrdered':
    case 'adjudication.DetentionOrdered':
    case 'investigation.DetentionExtended':
    case 'prosecution.DetentionExtended':
    case 'adjudication.DetentionExtended':
      return { is: 'held' }
    case 'investigation.DetentionEnded':
    case 'prosecution.DetentionEnded':
    case 'adjudication.DetentionEnded':
      return { is: 'released' }
  }
}
