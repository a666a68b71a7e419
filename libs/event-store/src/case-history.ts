import { caseHistory, type CaseHistory, type EventsFinder, type RecordedEvent } from '@case-timeline/casework'
import { CASE_RECORD_SERVICES, EVENT_TYPES, isFromItsRecorder, upcast } from '@case-timeline/contracts'

/**
 * Upcasts stored data to the newest version of its type; data of an unknown type is returned as stored.
 * @throws NewerVersion
 */
export const toNewestShape = (type: string, schemaVersion: number, data: unknown): unknown => {
  const known = EVENT_TYPES.get(type)
  return known ? upcast(known, schemaVersion, data) : data
}

const RELEASE = { toNewestShape, sectors: CASE_RECORD_SERVICES, isFromItsRecorder }

/**
 * The history of one case, as rules and services read it.
 * @param events of the case, in recording order, corrections included
 */
export const historyOf = (events: readonly RecordedEvent[]): CaseHistory => caseHistory(events, RELEASE)

/** The same, with a finder of exactly these events: then reading a few of many needs no pass over all of them. */
export const historyFoundBy = (finder: EventsFinder, events: readonly RecordedEvent[]): CaseHistory => caseHistory(events, RELEASE, finder)
