import type { KnownAgeWhenHeld, KnownKind, KnownLiberty, KnownPower } from '@case-timeline/casework'
import type {
  adjudicationDeath,
  adjudicationDetention,
  DetentionCommands,
  FactOf,
  investigationDeath,
  investigationDetention,
  prosecutionDeath,
  prosecutionDetention,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

type Values<T> = T[keyof T]

/** The custody events of the three justice services. */
export type CustodyEvent = FactOf<
  | Values<typeof investigationDetention>
  | Values<typeof prosecutionDetention>
  | Values<typeof adjudicationDetention>
  | Values<typeof investigationDeath>
  | Values<typeof prosecutionDeath>
  | Values<typeof adjudicationDeath>
>

export interface KnownCase {
  readonly caseExists: boolean
}

/** What the report of a release or a death needs to know. */
export interface KnownRelease extends KnownCase {
  /** Whether it is later than the report. */
  readonly isPlanned: boolean
  /** Whether the person is held by the record of another service, or under a power that it does not name, so that it ends nothing. */
  readonly isHeldElsewhere?: boolean | undefined
}

/** What the report of a death needs to know in addition. */
export interface KnownDeath extends KnownRelease {
  /** Whether the service ever recorded that it holds the person. */
  readonly isHeldHere: boolean
}

/** What a command by which a person is held needs to know of other streams. */
export interface KnownDetention extends KnownCase, KnownLiberty, KnownPower, KnownAgeWhenHeld, KnownKind {
  /** Whether a service had ordered a detention of this person before, and had not ended it. */
  readonly isUnderOrder: boolean
  /** Whether the person is both a presumed victim and a suspect, and non-punishment is not assessed. */
  readonly hasOpenConflict: boolean
}

export type OrderDetention = CommandOf<DetentionCommands['OrderDetention'], KnownDetention>
export type ExtendDetention = CommandOf<DetentionCommands['ExtendDetention'], KnownDetention>
export type EndDetention = CommandOf<DetentionCommands['EndDetention'], KnownRelease>
export type RecordDeathInCustody = CommandOf<DetentionCommands['RecordDeathInCustody'], KnownDeath>

/** The custody of one person by one service: rules judge by the facts of all services, which are read. */
export interface Custody {
  readonly stage: 'custody'
}

export const custody: Custody = { stage: 'custody' }

export const evolve = (state: Custody): Custody => state
