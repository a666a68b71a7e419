import { LRUCache } from 'lru-cache'
import type { Aggregate } from './aggregate.ts'
import type { Folded } from './state.ts'

/**
 * Cached states of one aggregate's streams. They may be behind the store: an append detects that by its expected
 * revision.
 */
export interface StateCache {
  get(stream: string): Folded | undefined
  set(stream: string, folded: Folded): void
  delete(stream: string): void
}

/** The cached states of a log, by aggregate. */
export type StatesOf = (aggregate: Aggregate) => StateCache

/** Events from which the states of a process are folded. */
const MAX_FOLDED_EVENTS = 20_000

/**
 * The states that a process keeps between commands: those that were used last, of all aggregates and all its stores
 * together. A state grows with the events from which it is folded, so they are counted, not the streams. A stream with
 * more than a quarter of `max` counts as a quarter: three aggregates may fold it, and each would otherwise fold it again
 * for each command.
 *
 * Several aggregates may fold one stream, each to a state of its own type: the one that decides its commands, the one
 * that corrects its facts, the one that records its missed deadlines. These have the same service and name, so that
 * a state is kept for the aggregate itself.
 * @returns call it for each log, and again after the log went back
 */
export const stateCaches = (max: number = MAX_FOLDED_EVENTS): (() => StatesOf) => {
  const most = Math.ceil(max / 4)
  const states = new LRUCache<string, Folded>({ maxSize: max, sizeCalculation: ({ revision }) => Math.min(revision + 2, most) })
  let given = 0
  return () => {
    const caches = new WeakMap<Aggregate, StateCache>()
    return (aggregate) => {
      const earlier = caches.get(aggregate)
      if (earlier) return earlier
      const key = `${++given} `
      const cache: StateCache = {
        get: (stream) => states.get(key + stream),
        set: (stream, folded) => void states.set(key + stream, folded),
        delete: (stream) => void states.delete(key + stream),
      }
      caches.set(aggregate, cache)
      return cache
    }
  }
}
