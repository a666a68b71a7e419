import type { EventStore, LogPosition } from '@case-timeline/event-store'

export type HashReader = Pick<EventStore, 'hashesAt'>

/** Those positions of a log at which it has another event than the given one, or none. */
export const missingIn = async (store: HashReader, positions: readonly LogPosition[]): Promise<ReadonlySet<LogPosition>> => {
  const after0 = positions.filter(({ position }) => position !== '0')
  if (after0.length === 0) return new Set()
  const hashes = await store.hashesAt([...new Set(after0.map(({ position }) => position))])
  return new Set(
    after0.filter(({ position, hash }) => {
      const found = hashes.get(position)
      return found === undefined || (hash !== undefined && found !== hash)
    }),
  )
}
