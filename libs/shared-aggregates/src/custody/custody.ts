import type { KnownLiberty, KnownPower } from '@case-timeline/casework'
import type {
  adjudicationDetention,
  DetentionCommands,
  FactOf,
  RecordedFact,
  investigationDetention,
  prosecutionDetention,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

type Values<T> = T[keyof T]

/** The detention events of the three justice services. */
export type CustodyEvent = FactOf<
  Values<typeof investigationDetention> | Values<typeof prosecutionDetention> | Values<typeof adjudicationDetention>
>

export interface KnownCase {
  readonly caseExists: boolean
}

/** What the report of a release needs to know. */
export interface KnownRelease extends KnownCase {
  /** Whether the release is later than the report. */
  readonly isPlanned: boolean
}

/** What a command by which a person is held needs to know of other streams. */
export interface KnownDetention extends KnownCase, KnownLiberty, KnownPower {
  /** Whether another service ordered a detention of this person and has not ended it. */
  readonly isHeldByOtherService: boolean
  /** Whether the person is both a presumed victim and a suspect, and non-punishment is not assessed. */
  readonly hasOpenConflict: boolean
}

export type OrderDetention = CommandOf<DetentionCommands['OrderDetention'], KnownDetention>
export type ExtendDetention = CommandOf<DetentionCommands['ExtendDetention'], KnownDetention>
export type EndDetention = CommandOf<DetentionCommands['EndDetention'], KnownRelease>

/** Whether the authorities of one service hold a person. */
export type Custody = NeverHeld | Held | Released
export interface NeverHeld {
  readonly stage: 'neverHeld'
}
export interface Held {
  readonly stage: 'held'
}
export interface Released {
  readonly stage: 'released'
}

export const neverHeld: NeverHeld = { stage: 'neverHeld' }

export const evolve = (_: Custody, event: RecordedFact<CustodyEvent>): Custody => {
  switch (event.type) {
    case 'investigation.DetentionOrdered':
    case 'prosecution.DetentionOrdered':
    case 'adjudication.DetentionOrdered':
    case 'investigation.DetentionExtended':
    case 'prosecution.DetentionExtended':
    case 'adjudication.DetentionExtended':
      return { stage: 'held' }
    case 'investigation.DetentionEnded':
    case 'prosecution.DetentionEnded':
    case 'adjudication.DetentionEnded':
      return { stage: 'released' }
  }
}
