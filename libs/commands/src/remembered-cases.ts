import {
  type EventStore,
  historyFoundBy,
  historyOf,
  type ReadCase,
  recentlyUsed,
  rememberedOf,
  type StoredEvent,
} from '@case-timeline/event-store'
import { growingFinder, type GrowingFinder } from './growing-finder.ts'

/** In characters of the events' texts; with what is parsed of them, a process needs about five times as many bytes. */
const MAX_REMEMBERED = 8_000_000

/** @property size in characters, at least 1 for an empty case */
interface RememberedCase extends ReadCase {
  readonly size: number
  readonly finderOf: GrowingFinder
}

const sizeOf = ({ envelopeText, dataText }: StoredEvent): number => envelopeText.length + dataText.length + 500

const unread = (generation: number): RememberedCase => ({
  events: [],
  history: historyOf([]),
  generation,
  size: 1,
  finderOf: growingFinder(),
})

const withLater = ({ events, generation, size, finderOf }: RememberedCase, later: readonly StoredEvent[]): RememberedCase => {
  // Not spread: after a list of thousands the second one makes room for half as many again.
  const all = events.concat(later)
  return {
    events: all,
    history: historyFoundBy(finderOf(all), all),
    generation,
    size: later.reduce((sum, event) => sum + sizeOf(event), size),
    finderOf,
  }
}

/**
 * Reads cases, and remembers the events of those that were read last: of such a case only later events are read, and
 * each time, so that a decision rests on everything that was recorded before it.
 * @param max characters of the remembered events, in which a larger case counts as half: each decision on it would
 *   otherwise read all of it again
 */
export const rememberedCases = (store: EventStore, max: number = MAX_REMEMBERED): ((caseId: string) => Promise<ReadCase>) => {
  const casesOfLog = rememberedOf(store, () => recentlyUsed<RememberedCase>(max, ({ size }) => size))
  return async (caseId) => {
    const cases = casesOfLog()
    const known = cases.get(caseId) ?? unread(store.generation)
    const later = await store.readCase(caseId, { after: known.events.at(-1)?.position })
    if (later.length === 0) return known
    const read = withLater(known, later)
    // Another read of the case, which began later, may have ended before.
    if ((cases.get(caseId)?.events.length ?? 0) < read.events.length) cases.set(caseId, read)
    return read
  }
}
