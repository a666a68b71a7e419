import {
  EventCorrected,
  EventRetracted,
  PersonRefsMerged,
  PersonRefsUnmerged,
  upcast,
  type EventType,
  type FactOf,
  type Happened,
  type PersonRef,
} from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { LinkedCases } from './aggregate.ts'
import type { CasesGuard, StoredEvent, StreamGuard } from './event-store.ts'

/** A recorded fact as a rule reads it, and the stored event that it rests on. */
export type Standing<T> = Happened<FactOf<T> & { readonly type: string; readonly data: unknown }> & { readonly stored: StoredEvent }

/**
 * What stands recorded of some event types in a case: corrections and retractions applied, data in its newest shape.
 * @param history of the case in recording order, corrections included
 * @throws NewerVersion if a later release wrote one of them
 */
export const standing = <const T extends readonly EventType[]>(history: readonly StoredEvent[], ...types: T): Standing<T[number]>[] => {
  const known = new Map<string, EventType>(types.map((type) => [type.type, type]))
  const inNewestShape = (type: string, version: number, data: unknown) => {
    const found = known.get(type)
    return found ? upcast(found, version, data) : data
  }
  const happened = history
    .filter(({ type }) => known.has(type) || type === EventCorrected.type || type === EventRetracted.type)
    .map((stored) => ({
      id: stored.id,
      type: stored.type,
      data: inNewestShape(stored.type, stored.schemaVersion, stored.data),
      occurredAt: stored.occurredAt,
      occurredZone: stored.occurredZone,
      stored,
    }))
  return effective(happened, inNewestShape) as unknown as Standing<T[number]>[]
}

/** Which references are one person, and what was read for that. */
export interface Persons {
  /** Every reference of a person, the one asked about included. */
  refsOf(personRef: PersonRef): ReadonlySet<PersonRef>
  readonly read: readonly StoredEvent[]
}

/**
 * Who is who in some cases: one person as far as any sector says so in any of them. Unmerging takes back what the same sector merged.
 * @param histories of one case each
 */
export const personsIn = (histories: readonly (readonly StoredEvent[])[]): Persons => {
  const said = histories.flatMap((history) => standing(history, PersonRefsMerged, PersonRefsUnmerged))
  const merged = new Map<string, Standing<typeof PersonRefsMerged>>()
  for (const one of said) {
    const key = [one.stored.stream, one.data.keptRef, one.data.mergedRef].join(' ')
    if (isMerge(one)) merged.set(key, one)
    else merged.delete(key)
  }
  const next = new Map<PersonRef, readonly PersonRef[]>()
  const add = (ref: PersonRef, other: PersonRef) => next.set(ref, [...(next.get(ref) ?? []), other])
  for (const { data } of merged.values()) {
    add(data.keptRef, data.mergedRef)
    add(data.mergedRef, data.keptRef)
  }
  return {
    refsOf(personRef) {
      const refs = new Set([personRef])
      // The set grows while it is gone through.
      for (const ref of refs) for (const other of next.get(ref) ?? []) refs.add(other)
      return refs
    },
    read: [...merged.values()].map(({ stored }) => stored),
  }
}

const isMerge = (one: Standing<typeof PersonRefsMerged> | Standing<typeof PersonRefsUnmerged>): one is Standing<typeof PersonRefsMerged> =>
  one.type === PersonRefsMerged.type

/** Holds while nothing is added to a stream of the case after what was read of it. */
export const unchanged = (history: readonly StoredEvent[], stream: string): StreamGuard => ({
  stream,
  revision: history.findLast((event) => event.stream === stream)?.revision ?? -1,
})

/** Holds while nothing of some types came to linked cases, and nothing that names one of them, after they were read. */
export const nothingNewIn = ({ toGuard, asOf }: LinkedCases, ...types: readonly EventType[]): CasesGuard => ({
  types: types.map(({ type }) => type),
  cases: toGuard,
  after: asOf,
})
