import { type EventStore, rememberedOf, serialQueue, type StoredEvent } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import type { Aggregate } from './aggregate.ts'
import { linkedCasesIn } from './linked-cases.ts'
import type { StoredLinkedCases } from './reading.ts'
import { rememberedCases } from './remembered-cases.ts'
import type { Folded } from './state.ts'

/**
 * Cached states of an aggregate's streams. They may be behind the store: an append detects that by its expected
 * revision.
 */
export type StateCache = LRUCache<string, Folded>

/** The in-memory cache of a process for one store, to avoid reading it for each command. */
export interface CommandMemory {
  /** Runs work on the same stream sequentially. */
  readonly inSequence: <T>(stream: string, work: () => Promise<T>) => Promise<T>
  statesOf(aggregate: Aggregate): StateCache
  /** The events of a case that were recorded before the call, in order. */
  readonly eventsOfCase: (caseId: string) => Promise<readonly StoredEvent[]>
  /** The histories of the cases that are linked with a case. @throws like `linkedCasesIn` */
  readonly linkedCases: (caseId: string) => Promise<StoredLinkedCases>
}

const MAX_CACHED_STREAMS = 10_000

/** An empty memory for a store. */
export const commandMemory = (store: EventStore): CommandMemory => {
  const cachesOfLog = rememberedOf(store, () => new WeakMap<Aggregate, StateCache>())
  return {
    inSequence: serialQueue(),
    statesOf: (aggregate) => {
      const caches = cachesOfLog()
      const states = caches.get(aggregate) ?? new LRUCache<string, Folded>({ max: MAX_CACHED_STREAMS })
      caches.set(aggregate, states)
      return states
    },
    eventsOfCase: rememberedCases(store),
    linkedCases: linkedCasesIn(store),
  }
}
