import type { z } from 'zod'
import type { ServiceName, Subject } from './fields.ts'
import type { SealedMembers } from './sealed.ts'

/** What a fact is: a decision can be blocked by a rule; a report of what happened only warned about. */
export type Kind = 'decision' | 'report'

export type Classification = 'PUBLIC' | 'PRIVATE' | 'RESTRICTED'

/** Who may receive an event beside its owner and audit-trail; `as-concerned`: whoever may receive the event it speaks of. */
export type Visibility = readonly ServiceName[] | 'as-concerned'

export type Upcast = (data: unknown) => unknown

/** What zod parses by: its core alone, since the compiler takes longer to hold a schema against all methods of `ZodType` than to check a whole domain. */
export type Schema = z.core.$ZodType

/** The one definition of an event: everything else infers its types from here. */
export interface EventType<T extends string = string, D extends Schema = Schema> {
  readonly type: T
  readonly version: number
  readonly kind: Kind
  readonly meaning: string
  readonly visibility: Visibility
  readonly classification?: Classification
  readonly data: D
  readonly example: z.infer<D>
  /** The persons an event of this type speaks of, for the envelope. */
  readonly subjects?: (data: z.infer<D>) => readonly Subject[]
  /** The ids of things that are known from this event on: a later fact that names one rests on it. */
  readonly introduces?: (data: z.infer<D>) => readonly string[]
  /** Everything later in its case, or in its stream, rests on it. */
  readonly founds?: 'case' | 'stream'
  /** Members that are stored as ciphertext: `data` has SealedText there. */
  readonly sealed?: SealedMembers<z.infer<D>>
  /** `upcasters[n - 1]` turns the data of version n into version n + 1; run when folding, never on what is stored. */
  readonly upcasters?: readonly Upcast[]
}

/** Defines an event type. The shape is stored for ever: evolve it by an upcaster, never by a change in place. */
export const eventType = <const T extends string, D extends Schema>(definition: EventType<T, D>): EventType<T, D> => definition

/** A fact as a decider emits it. */
export interface Fact<T extends string = string, D = unknown> {
  readonly type: T
  readonly data: D
}

/** The fact of an event type: `FactOf<typeof SuspectArrested>`. A union of types gives a union of facts. */
export type FactOf<E> = E extends EventType<infer T, infer D> ? Fact<T, z.infer<D>> : never

/** A fact that has been recorded, as a fold sees it. */
export type Happened<F extends Fact> = F & {
  readonly id: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
}
