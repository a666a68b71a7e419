import { type EventStore, rememberedOf } from '@case-timeline/event-store'

/** The hash of the event of the log at each of these positions, as far as there is one. @throws the error of the store */
export type HashesReader = (positions: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** Events that are read by many consumers of a process, at about the same time. */
const MAX_CACHED = 20_000

/** Reads each hash once for all consumers of a process. */
export const recordedHashes = (store: Pick<EventStore, 'hashesAt' | 'generation'>): HashesReader => {
  const cacheOf = rememberedOf(store, () => new Map<string, string>())
  return async (positions) => {
    const cache = cacheOf()
    const unknown = [...new Set(positions)].filter((position) => !cache.has(position))
    const found = unknown.length === 0 ? new Map<string, string>() : await store.hashesAt(unknown)
    const hashes = new Map(positions.flatMap((position) => entryOf(position, cache.get(position) ?? found.get(position))))
    for (const [position, hash] of found) cache.set(position, hash)
    for (const position of cache.keys()) {
      if (cache.size <= MAX_CACHED) break
      cache.delete(position)
    }
    return hashes
  }
}

const entryOf = (position: string, hash: string | undefined): [string, string][] => (hash === undefined ? [] : [[position, hash]])
