import { LRUCache } from 'lru-cache'
import type { Aggregate } from './aggregate.ts'
import type { EventStore, StoredEvent } from './event-store.ts'
import { fold, foldOn, type Folded } from './state.ts'

/** States of an aggregate's streams as last seen. They may be behind the store: an append tells, by its expected revision. */
export type StateCache = LRUCache<string, Folded>

const STREAMS = 10_000

const caches = new WeakMap<EventStore, WeakMap<Aggregate, StateCache>>()

export const statesOf = (store: EventStore, aggregate: Aggregate): StateCache => {
  const ofStore = caches.get(store) ?? new WeakMap<Aggregate, StateCache>()
  caches.set(store, ofStore)
  const states = ofStore.get(aggregate) ?? new LRUCache<string, Folded>({ max: STREAMS })
  ofStore.set(aggregate, states)
  return states
}

/** Brings a state up to the store; answers the last of what was read for that, and the whole stream when it had to be read. */
export const refresh = async (
  store: EventStore,
  aggregate: Aggregate,
  stream: string,
  seen: Folded | undefined,
): Promise<{ folded: Folded; last: StoredEvent | undefined; history?: readonly StoredEvent[] }> => {
  const states = statesOf(store, aggregate)
  const later = seen ? await store.readStream(stream, seen.revision) : []
  const went = seen && foldOn(aggregate, seen, later)
  if (went) {
    states.set(stream, went)
    return { folded: went, last: later.at(-1) }
  }
  const history = await store.readStream(stream)
  const folded = fold(aggregate, history)
  states.set(stream, folded)
  return { folded, last: history.at(-1), history }
}
