import type { z } from 'zod'
import type { AgencyId, CapacityInFile, PersonRef, SECTORS, ServiceName, Subject } from './fields.ts'
import type { EncryptedMembers } from './encrypted-members.ts'

/** A rule can block a decision; a rule can only warn about a report of something that happened. */
export type EventKind = 'decision' | 'report'

/** Whose decision an event reports, where it is not that of the agency that records it. */
export type ActOf = 'court' | 'person' | 'otherState'

/** The classification of an event, from the least to the most restricted. `PRIVATE` is the default. */
export type Classification = 'PUBLIC' | 'PRIVATE' | 'RESTRICTED'

/**
 * The services that may receive an event in addition to its owner and audit-trail; `as-target-event`: the services that
 * may receive the event to which it refers.
 */
export type Visibility = readonly ServiceName[] | 'as-target-event'

/** The chapters of a case file, in display order. */
export const CHAPTERS = [
  'progress',
  'inquiry',
  'acrossBorders',
  'victims',
  'proceedings',
  'orders',
  'statements',
  'care',
  'notes',
  'record',
] as const
export type Chapter = (typeof CHAPTERS)[number]

/** Converts the data of one version of an event type to the next version. */
export type Upcast = (data: unknown) => unknown

/**
 * A zod schema by its core type: to check the full `ZodType`, with all its methods, the compiler needs longer than for
 * a whole domain.
 */
export type Schema = z.core.$ZodType

/** The other case that data names: the service that records it states who agreed, and never takes it from a caller. */
export interface NamedCase<D = never> {
  caseId(data: D): string
  /** The member that states it: `AgreedBy`. */
  readonly agreedAs: string
}

/**
 * How an event concerns the office to which it is addressed: it gives it the case, unless it is of another sector and an
 * office has the case already, or only a part in it.
 */
export type AddresseeRole = 'getsCase' | 'takesPart'

/** A person whom a case file shows; without `capacity` the event does not say as what. */
export interface PersonShown {
  readonly personRef: PersonRef
  readonly capacity?: CapacityInFile | undefined
}

/** The office to which events of a type are addressed. */
export interface Addressing<D = never> {
  /** The sector of the office, if it is another than that of the service that records the event; absent: the same. */
  readonly sector?: (typeof SECTORS)[number]
  readonly role: AddresseeRole
  /** The office that one event names; undefined: none. */
  officeOf(data: D): AgencyId | undefined
}

/** The single definition of an event type: all other types are inferred from it. */
export interface EventType<T extends string = string, D extends Schema = Schema> {
  readonly type: T
  readonly version: number
  readonly kind: EventKind
  /**
   * For a decision that the recording agency did not take: what a court rules, or a person or another state says, asks
   * or refuses, is a fact for the agency. As on a report, a rule can only warn about it (ADR 79).
   */
  readonly actOf?: ActOf
  readonly meaning: string
  readonly visibility: Visibility
  /** The services that may record it; absent: the service that its name begins with. */
  readonly recordedBy?: readonly ServiceName[]
  readonly classification?: Classification
  /**
   * The chapter of the case file that lists it in recording order; absent: the file shows it elsewhere, or not at all.
   */
  readonly chapter?: Chapter
  readonly data: D
  readonly example: z.infer<D>
  /** The persons that an event of this type concerns, for the envelope. */
  readonly subjects?: (data: z.infer<D>) => readonly Subject[]
  /** As what a case file shows these persons, if it is not their capacity in the envelope. */
  readonly shownAs?: (data: z.infer<D>) => readonly PersonShown[]
  /** The ids that an event of this type introduces: a later fact that names one depends on it. */
  readonly introduces?: (data: z.infer<D>) => readonly string[]
  /** The office to which events of this type are addressed: it takes part in the case, in addition to the one that recorded it. */
  readonly addressee?: Addressing<z.infer<D>>
  /** Where every later event depends on an event of this type: in its whole case, or in its stream. */
  readonly foundationOf?: 'case' | 'stream'
  /** Members that are stored as ciphertext: `data` has EncryptedText there. */
  readonly encrypted?: EncryptedMembers<z.infer<D>>
  /** For a type that states something about another case than its own. */
  readonly namesCase?: NamedCase<z.infer<D>>
  /** `upcasters[n - 1]` converts the data of version n to version n + 1; applied when folding, never to stored data. */
  readonly upcasters?: readonly Upcast[]
}

/** Whether a rule can only warn about an event of this type: the agency that records it did not choose it. */
export const isReported = ({ kind, actOf }: Pick<EventType, 'kind' | 'actOf'>): boolean => kind === 'report' || actOf !== undefined

/** Defines an event type. The shape is stored forever: evolve it by an upcaster, never by a change in place. */
export const eventType = <const T extends string, D extends Schema>(definition: EventType<T, D>): EventType<T, D> => definition

/** A fact as a decider returns it. */
export interface Fact<T extends string = string, D = unknown> {
  readonly type: T
  readonly data: D
}

/** The fact of an event type: `FactOf<typeof SuspectArrested>`. A union of types gives a union of facts. */
export type FactOf<E> = E extends EventType<infer T, infer D> ? Fact<T, z.infer<D>> : never

/** A recorded fact, as a fold receives it. */
export type RecordedFact<F extends Fact> = F & {
  readonly id: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** RFC 3339 in UTC; absent where a fold does not need it. */
  readonly recordedAt?: string | undefined
  /** When the correction in force of its data was recorded; absent: none is, or its recording is not known here. */
  readonly restatedAt?: string | undefined
}
