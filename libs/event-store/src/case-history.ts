import { caseHistory, type CaseHistory, type EventsFinder, type RecordedEvent } from '@case-timeline/casework'
import { CASE_RECORD_SERVICES, EVENT_TYPES, isFromItsRecorder, upcast } from '@case-timeline/contracts'
import type { StoredEvent } from './event-store.ts'
import { fittingCorrection } from './unreadable-events.ts'

/**
 * Upcasts stored data to the newest version of its type; data of an unknown type is returned as stored.
 * @throws NewerVersion
 */
export const toNewestShape = (type: string, schemaVersion: number, data: unknown): unknown => {
  const known = EVENT_TYPES.get(type)
  return known ? upcast(known, schemaVersion, data) : data
}

/**
 * The same for the data of a correction, by the type that it corrects; undefined if it does not fit that type.
 * @throws NewerVersion
 */
export const correctedShape = (type: string, schemaVersion: number, data: unknown): unknown =>
  fittingCorrection(type, schemaVersion, data) === undefined ? undefined : toNewestShape(type, schemaVersion, data)

const RELEASE = { toNewestShape, correctedShape, sectors: CASE_RECORD_SERVICES, isFromItsRecorder }

/**
 * The history of one case, as rules and services read it.
 * @param events of the case, in recording order, corrections included
 */
export const historyOf = (events: readonly RecordedEvent[]): CaseHistory => caseHistory(events, RELEASE)

/** The same, with a finder of exactly these events: then reading a few of many needs no pass over all of them. */
export const historyFoundBy = (finder: EventsFinder, events: readonly RecordedEvent[]): CaseHistory => caseHistory(events, RELEASE, finder)

/** A case as it was recorded, up to the moment at which it was read. */
export interface ReadCase {
  /** In recording order, corrections included. */
  readonly events: readonly StoredEvent[]
  readonly history: CaseHistory
  /** `EventStore.generation` in which it was read. */
  readonly generation: number
}
