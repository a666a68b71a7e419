import { LRUCache } from 'lru-cache'

/**
 * A memory of the values that were used last, by key.
 * @param max the size that all values may have together
 * @param sizeOf the size of a value, at least 1
 * @param largest how many of the largest values are remembered next to each other: one that is larger than this share of
 *   `max` counts as that share
 */
export const recentlyUsed = <V extends object>(max: number, sizeOf: (value: V) => number, largest = 2): LRUCache<string, V> => {
  const share = Math.max(1, Math.floor(max / largest))
  return new LRUCache({ maxSize: max, sizeCalculation: (value) => Math.min(sizeOf(value), share) })
}
