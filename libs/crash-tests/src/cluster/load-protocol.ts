import type { ServiceName } from '@case-timeline/contracts'
import type { User } from '../faults/case-commands.ts'
import type { LogDifferences } from '../faults/log-comparison.ts'
import type { Address } from '../restarts/steady-load.ts'

/** The first line that the load reads: where everything is. */
export interface LoadSettings {
  readonly addresses: Readonly<Record<ServiceName, Address>>
  /** A token of each user, by `nameOf`. */
  readonly tokens: Readonly<Record<string, string>>
  /** URL of the database of events, for a superuser. */
  readonly events: string
  /** URLs of the databases of views whose leases are watched; none where Kafka assigns the consumers. */
  readonly views: readonly string[]
}

export const nameOf = ({ userId, agencyId }: User): string => `${userId} of ${agencyId}`

/** What is asked of the load, one line each, which it answers in one line. */
export type Order = 'begin' | 'mark' | 'compare' | 'count'

/** What was seen since the mark before. */
export interface Counts {
  readonly requests: number
  readonly failed: number
  /** Commands that were answered with 201. */
  readonly acknowledged: number
  /** The longest time that a consumer had no owner; undefined where no lease is watched. */
  readonly secondsWithoutOwner: number | undefined
  /** The first failures. */
  readonly examples: readonly string[]
}

export interface Compared extends LogDifferences {
  /** Commands that were answered with 201, since the beginning. */
  readonly acknowledged: number
  readonly events: number
}

export interface Answers {
  readonly begin: { readonly cases: number }
  readonly mark: Counts
  readonly compare: Compared
  readonly count: { readonly events: number }
}

/** A line of the load: the answer to an order, or a sign of life, without which an idle connection may be closed. */
export type Line = { readonly answer: object } | { readonly requests: number }
