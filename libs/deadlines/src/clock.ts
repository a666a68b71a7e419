import type { EventType, FactOf } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Deadline, Ground, Loss, Named, Sector, Start, Stop } from './deadline.ts'

interface On<T> {
  readonly type: EventType
  of(data: unknown, eventId: string): readonly T[]
}
export type Starting = On<Start>
export type Stopping = On<Stop>
export type Laying = On<Ground>
export type Taking = On<Loss>
/** Who of the persons of a case is owed something, each of them for herself. */
export type Naming = On<Named>

const listed = <T>(found: T | readonly T[] | undefined): readonly T[] =>
  found === undefined ? [] : Array.isArray(found) ? (found as readonly T[]) : [found as T]

const on =
  <T>() =>
  <E extends EventType>(type: E, of: (data: FactOf<E>['data'], eventId: string) => T | readonly T[] | undefined): On<T> => ({
    type,
    of: (data, eventId) => listed(of(data as FactOf<E>['data'], eventId)),
  })

export const starts = on<Start>()
export const stops = on<Stop>()
export const lays = on<Ground>()
export const takes = on<Loss>()
export const names = on<Named>()

/** Something that a sector owes by a day: the rule that says so, what starts the clock and what stops it. */
export interface Clock {
  readonly rule: Rule<Deadline>
  readonly owedBy: Sector
  readonly starts: readonly Starting[]
  readonly stops: readonly Stopping[]
  /** What a start may rest on: what lays that, and what takes it away. */
  readonly ground?: { readonly lays: readonly Laying[]; readonly takes: readonly Taking[] }
  /** One deadline for each of these persons, whose reference comes after the key. It runs from when she was named, where that came later. */
  readonly each?: readonly Naming[]
  /** One event may start several, which their keys tell apart. */
  readonly several?: true
  /** Only the first start of a key counts. */
  readonly runsOnce?: true
  /** A right that lapses: nobody misses it. */
  readonly window?: true
  /** The stream of the sector in which a miss is recorded, where another sector's event started the clock. */
  stream(caseId: string, key: string): string
}

/** A rule of time: it is broken by a deadline that was missed. */
export const inTime = (id: string, sentence: string, source: string): Rule<Deadline> => ({
  id,
  sentence,
  source,
  level: 'warn',
  holds: ({ missed }) => !missed,
  facts: ({ dueBy }) => [dueBy],
})
