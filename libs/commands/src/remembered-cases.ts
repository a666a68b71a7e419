import { getHeapStatistics } from 'node:v8'
import { SERVICES } from '@case-timeline/contracts'
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

/** What a character of the size of a case takes of the heap: 2.2 were measured, with parsed data and without what is folded of it. */
const BYTES_PER_CHARACTER = 3
/** Of the heap that the process may have. */
const SHARE = 0.1

/** @property size in characters of the texts of its events and 500 for each, at least 1 for an empty case */
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

/** The cases that were read last, by store and case. */
export type RememberedCases = ReturnType<typeof recentlyUsed<RememberedCase>>

/**
 * @param max characters of the remembered events
 * @param stores that share them: each may work at two cases of any size
 */
export const rememberingUpTo = (max: number, stores = 1): RememberedCases => recentlyUsed(max, ({ size }) => size, 2 * stores)

/**
 * Of all stores of the process: a case that is not remembered is read as a whole for each decision on it, so that the bound
 * decides how many cases may be at work at the same time. It follows from the memory that the process is given.
 */
const OF_THE_PROCESS = rememberingUpTo(Math.floor((getHeapStatistics().heap_size_limit * SHARE) / BYTES_PER_CHARACTER), SERVICES.length)

let stores = 0

/**
 * Reads cases, and remembers the events of those that were read last: of such a case only later events are read, and
 * each time, so that a decision rests on everything that was recorded before it.
 */
export const rememberedCases = (store: EventStore, cases: RememberedCases = OF_THE_PROCESS): ((caseId: string) => Promise<ReadCase>) => {
  // Of another log, as after this one went back, nothing is found.
  const prefixOfLog = rememberedOf(store, () => `${++stores} `)
  return async (caseId) => {
    const key = prefixOfLog() + caseId
    const known = cases.get(key) ?? unread(store.generation)
    const later = await store.readCase(caseId, { after: known.events.at(-1)?.position })
    if (later.length === 0) return known
    const read = withLater(known, later)
    // Another read of the case, which began later, may have ended before.
    if ((cases.get(key)?.events.length ?? 0) < read.events.length) cases.set(key, read)
    return read
  }
}
