import type { EventStore, LogPage, StoredEvent } from '@case-timeline/event-store'

/** Maximum size of the events of a chunk, and so of what is read ahead; 5,000 events of the usual size have a third of it. */
export const MAX_CHUNK_BYTES = 16 * 2 ** 20
/** A chunk is read in pages of so many events, since nobody knows how large the next ones are: it is larger by one page at most. */
export const PAGE_OF_CHUNK = 250

/** In bytes, for the characters that are usual. */
const sizeOf = ({ envelopeText, dataText }: StoredEvent): number => envelopeText.length + dataText.length

/**
 * Reads chunks of the log that are bounded in events and in bytes. After large events the pages are as small as those
 * suggest. A chunk with fewer events than its limit may end before the log does; its position is that of its last event then.
 */
export const chunkReader = (
  store: Pick<EventStore, 'readAll'>,
  types: readonly string[] | undefined,
): ((after: string, limit: number) => Promise<LogPage>) => {
  /** Size of the largest event of the last page. */
  let largest = 1
  return async (after, limit) => {
    const events: StoredEvent[] = []
    let chunk: LogPage = { events, position: after }
    for (let bytes = 0, isFull = false; !isFull;) {
      const fitting = Math.max(1, Math.floor((MAX_CHUNK_BYTES - bytes) / largest))
      const wanted = Math.min(PAGE_OF_CHUNK, limit - events.length, fitting)
      const page = await store.readAll({ after: chunk.position, limit: wanted, types })
      const sizes = page.events.map(sizeOf)
      largest = Math.max(1, ...sizes)
      bytes += sizes.reduce((sum, size) => sum + size, 0)
      events.push(...page.events)
      if (page.position !== chunk.position) chunk = { ...page, events }
      isFull = page.events.length < wanted || events.length >= limit || bytes + largest > MAX_CHUNK_BYTES
    }
    return chunk
  }
}
