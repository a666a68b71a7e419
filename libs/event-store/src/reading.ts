import {
  CasesLinked,
  CasesUnlinked,
  EventCorrected,
  EventRetracted,
  upcast,
  type EventType,
  type FactOf,
  type Happened,
} from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { StoredEvent, StreamGuard } from './event-store.ts'

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

/** The cases with which a sector's record of this case links it, those aside that it unlinked again. */
export const linkedWith = (history: readonly StoredEvent[]): readonly string[] => {
  const links = new Map<string, string | undefined>()
  for (const { type, data, stored } of standing(history, CasesLinked, CasesUnlinked))
    links.set(`${stored.stream} ${data.otherCaseId}`, type === CasesLinked.type ? data.otherCaseId : undefined)
  return [...new Set([...links.values()].filter((caseId) => caseId !== undefined))]
}

/** Holds while nothing is added to a stream of the case after what was read of it. */
export const unchanged = (history: readonly StoredEvent[], stream: string): StreamGuard => ({
  stream,
  revision: history.findLast((event) => event.stream === stream)?.revision ?? -1,
})
