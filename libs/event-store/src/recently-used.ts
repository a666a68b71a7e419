import { LRUCache } from 'lru-cache'

/**
 * A memory of the values that were used last, by key.
 * @param max the size that all values may have together; a value that is larger than half of it counts as half, so that
 *   it is remembered, too, and others next to it
 * @param sizeOf the size of a value, at least 1
 */
export const recentlyUsed = <V extends object>(max: number, sizeOf: (value: V) => number): LRUCache<string, V> => {
  const half = Math.max(1, Math.floor(max / 2))
  return new LRUCache({ maxSize: max, sizeCalculation: (value) => Math.min(sizeOf(value), half) })
}
