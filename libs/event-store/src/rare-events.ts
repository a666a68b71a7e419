import { comparePositions, type EventType } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from './event-store.ts'

const PAGE = 1_000

/**
 * Follows rare event types across the log, for state that is kept in memory. After the log went back it has to be
 * followed from the beginning (`rememberedOf`).
 * @param onEvent receives each event, in order; may receive an event again when reading failed after it
 * @returns a function that continues where its last call ended, and resolves when every event recorded before the call,
 * or up to a recorded position, has been processed, with the position up to which the log has been read; it throws
 * StoreUnavailable
 */
export const followRareEvents = (
  store: Pick<EventStore, 'readAll'>,
  types: readonly EventType[],
  onEvent: (event: StoredEvent) => void,
): ((upTo?: string) => Promise<string>) => {
  const wanted = types.map(({ type }) => type)
  let after = '0'
  const readToEnd = async (upTo?: string): Promise<string> => {
    while (upTo === undefined || comparePositions(after, upTo) < 0) {
      const { events, position } = await store.readAll({ after, limit: PAGE, types: wanted, atLeastTo: upTo })
      for (const event of events) onEvent(event)
      after = position
      if (events.length < PAGE) break
    }
    return after
  }
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<string> | undefined
  const afterLast = (work: () => Promise<string>): Promise<string> => {
    const read = last.then(work)
    last = read.catch(() => undefined)
    return read
  }
  const next = (): Promise<string> =>
    afterLast(() => {
      waiting = undefined
      return readToEnd()
    })
  // A call during a read waits for the next read, because the current one may have begun before events that it must
  // see.
  return (upTo) => (upTo === undefined ? (waiting ??= next()) : afterLast(() => readToEnd(upTo)))
}
