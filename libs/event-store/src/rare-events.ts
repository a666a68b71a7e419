import type { EventType } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from './event-store.ts'

const PAGE = 1_000

/**
 * Follows event types across the log for what is kept of them in memory: rare types. Each call reads on from where the last one ended,
 * so all that was recorded before it was made has been taken by then, in order.
 * @param take is given an event again when reading failed after it
 * @returns tells up to which position the log has been read; @throws StoreUnavailable
 */
export const rareEvents = (store: EventStore, types: readonly EventType[], take: (event: StoredEvent) => void): (() => Promise<string>) => {
  const wanted = types.map(({ type }) => type)
  let after = '0'
  const readOn = async (): Promise<string> => {
    for (;;) {
      const { events, position } = await store.readAll({ after, limit: PAGE, types: wanted })
      for (const event of events) take(event)
      after = position
      if (events.length < PAGE) return after
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<string> | undefined
  const next = (): Promise<string> => {
    const read = last.then(() => {
      waiting = undefined
      return readOn()
    })
    last = read.catch(() => undefined)
    return read
  }
  // Whoever asks while a read is under way waits for the one after it: that one cannot have begun before his question.
  return () => (waiting ??= next())
}
