import { type EventStore, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'

/** In characters of the events' texts; with what is parsed of them, a process needs about five times as many bytes. */
const MAX_REMEMBERED = 8_000_000

const NONE: readonly StoredEvent[] = []

/** At least 1 for an empty case. */
const sizeOf = (events: readonly StoredEvent[]): number =>
  events.reduce((sum, { envelopeText, dataText }) => sum + envelopeText.length + dataText.length + 500, 1)

/**
 * Reads cases, and remembers the events of those that were read last: of such a case only later events are read, and
 * each time, so that a decision rests on everything that was recorded before it.
 * @param max characters of the remembered events
 */
export const rememberedCases = (store: EventStore, max: number = MAX_REMEMBERED): ((caseId: string) => Promise<readonly StoredEvent[]>) => {
  const casesOfLog = rememberedOf(store, () => new LRUCache<string, readonly StoredEvent[]>({ maxSize: max, sizeCalculation: sizeOf }))
  return async (caseId) => {
    const cases = casesOfLog()
    const known = cases.get(caseId) ?? NONE
    const later = await store.readCase(caseId, { after: known.at(-1)?.position })
    if (later.length === 0) return known
    const events = [...known, ...later]
    // Another read of the case, which began later, may have ended before.
    if ((cases.get(caseId)?.length ?? 0) < events.length) cases.set(caseId, events)
    return events
  }
}
