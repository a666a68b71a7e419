import type { DataOf, Envelope, EventTypeName, RecordedFact, Fact, ServiceName } from '@case-timeline/contracts'
import { effective, type UpcastCorrected } from './effective.ts'

/** An event as it was recorded, independent of the event store. */
export interface RecordedEvent {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  /** `<service>.<aggregate>-<id>` */
  readonly stream: string
  readonly revision: number
  readonly caseId?: string | undefined
  /** RFC 3339 in UTC with microseconds, monotone in the order of the log. */
  readonly recordedAt: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly visibility: readonly ServiceName[]
  readonly envelope: Envelope
  /** In the version in which it was stored. */
  readonly data: unknown
}

/** A fact in force: corrections applied, its data in the newest version of its type; and the event that recorded it. */
export type CaseFact<T extends EventTypeName = EventTypeName> = T extends EventTypeName
  ? RecordedFact<Fact<T, DataOf<T>>> & { readonly stored: RecordedEvent }
  : never

/** Selects, of some facts, those that had happened before an act, in the order in which they happened. */
export type FactsBefore = <F extends CaseFact>(facts: readonly F[]) => readonly F[]

/** The events of one case (or of one stream that belongs to no case) that one service may see, in recording order. */
export interface CaseHistory {
  /** Absent while nothing is recorded, and for events that belong to no case. */
  readonly caseId?: string | undefined
  /** Every event as it was recorded, corrections included. */
  readonly events: readonly RecordedEvent[]
  /** The services that keep a record of the case. */
  readonly sectors: readonly string[]
  /** The revision of the last of the events that is in a stream; -1: none is. */
  revisionOf(stream: string): number
  /** The facts in force of some types, each recorded by a service that may. @throws NewerVersion if a later release wrote one of them */
  facts<const T extends readonly EventTypeName[]>(...types: T): readonly CaseFact<T[number]>[]
}

/** Upcasts stored data to the newest version of its type. @throws NewerVersion if a later release wrote it */
export type ToNewestShape = (type: string, schemaVersion: number, data: unknown) => unknown

const CORRECTIONS: readonly string[] = ['case.EventCorrected', 'case.EventRetracted']

/** What a release knows of event types and services. */
export interface Release {
  readonly toNewestShape: ToNewestShape
  readonly correctedShape: UpcastCorrected
  readonly sectors: readonly string[]
  /** Whether an event is in a stream of a service that may record its type. */
  isFromItsRecorder(event: { readonly type: string; readonly stream: string }): boolean
}

/** Finds events of a case. */
export interface EventsFinder {
  /** The events of some types, in recording order. */
  ofTypes(types: readonly string[]): readonly RecordedEvent[]
  lastIn(stream: string): RecordedEvent | undefined
}

/** Finds events by a pass over all of them. */
const passingOver = (events: readonly RecordedEvent[]): EventsFinder => ({
  ofTypes: (types) => events.filter(({ type }) => types.includes(type)),
  lastIn: (stream) => events.findLast((event) => event.stream === stream),
})

/**
 * The case history of recorded events: facts are read from it with corrections applied.
 * @param events of one case, in recording order, corrections included
 * @param finder of exactly these events
 */
export const caseHistory = (
  events: readonly RecordedEvent[],
  release: Release,
  finder: EventsFinder = passingOver(events),
): CaseHistory => ({
  caseId: events[0]?.caseId,
  events,
  sectors: release.sectors,
  revisionOf: (stream) => finder.lastIn(stream)?.revision ?? -1,
  facts: <const T extends readonly EventTypeName[]>(...types: T) => {
    const requested: readonly string[] = types
    const facts = finder.ofTypes([...requested, ...CORRECTIONS]).flatMap((stored) => factOf(stored, release) ?? [])
    // What another type was corrected to is not asked for: a newer version of that type may be unknown here.
    const newest: UpcastCorrected = (type, version, data) => (requested.includes(type) ? release.correctedShape(type, version, data) : data)
    return effective(facts, newest) as unknown as readonly CaseFact<T[number]>[]
  },
})

type StoredFact = RecordedFact<Fact> & { readonly stored: RecordedEvent }

/** By release: of each event, what it recorded; null: no reader relies on it. */
const madeBefore = new WeakMap<Release, WeakMap<RecordedEvent, StoredFact | null>>()

/**
 * What an event recorded, before corrections; undefined if it is not from its recorder. It is made once for an event: each
 * decision on a case reads the same ones again, and none of them changes.
 */
const factOf = (stored: RecordedEvent, release: Release): StoredFact | undefined => {
  const made = madeBefore.get(release) ?? new WeakMap<RecordedEvent, StoredFact | null>()
  madeBefore.set(release, made)
  const known = made.get(stored)
  if (known !== undefined) return known ?? undefined
  const { id, type, schemaVersion, data, occurredAt, occurredZone, recordedAt } = stored
  // A correction is not upcast here: `effective` upcasts its data, from the version that the correction states.
  const fact = release.isFromItsRecorder(stored)
    ? {
        id,
        type,
        data: CORRECTIONS.includes(type) ? data : release.toNewestShape(type, schemaVersion, data),
        occurredAt,
        occurredZone,
        recordedAt,
        stored,
      }
    : undefined
  made.set(stored, fact ?? null)
  return fact
}
