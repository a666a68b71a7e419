import { comparePositions } from '@case-timeline/contracts'
import type { LogPage, LogPosition, PageOfLog, StoredEvent } from '../event-store.ts'
import type { Log } from './log.ts'
import type { RecentLog } from './recent-log.ts'
import { recordHashOf, type LogEntry, type RecordedEvent } from './recorded-event.ts'

/** The log in pages of events that are visible to one service. */
export interface LogPages {
  /** See `EventStore.readAll`. */
  page(from: PageOfLog): Promise<LogPage>
  /**
   * Pages of what is recorded after a position, as soon as it is. Ends when it is further behind than what is kept.
   * @throws the error of the subscription
   */
  live(from: PageOfLog, signal: AbortSignal): AsyncGenerator<LogPage>
}

/** @param requireCurrent throws LogWentBack when the log is another one than that of `recent` */
export const logPages = (
  log: Log,
  recent: RecentLog,
  isVisible: (recorded: RecordedEvent) => boolean,
  requireCurrent: () => void,
): LogPages => {
  /**
   * The event if it is visible to this service. A foreign event in a stream is left out here; a read of that stream
   * fails.
   */
  const shown = (entry: LogEntry, types: readonly string[] | undefined): StoredEvent | undefined => {
    if (types && !types.includes(entry.type)) return undefined
    const recorded = entry.recorded()
    return recorded && isVisible(recorded) ? recorded.event : undefined
  }

  /** A page of what is kept, complete up to a record if it is not full. Undefined if not all is kept. */
  const keptPage = ({ after, limit, types }: PageOfLog, end: LogPosition | undefined): LogPage | undefined => {
    const kept = recent.keptAfter(after)
    if (!kept) return undefined
    const events: StoredEvent[] = []
    for (const entry of kept) {
      const event = shown(entry, types)
      if (event && events.push(event) === limit) return { events, position: entry.position, hash: event.eventHash }
    }
    return end && comparePositions(end.position, after) > 0 ? { events, ...end } : { events, position: after }
  }
  /** The last event: a page that ends beyond it would be beyond `lastPosition`. */
  const lastEvent = (): LogPosition | undefined => {
    const last = recent.knownLast()
    return last && { position: last.position, hash: recordHashOf(last) }
  }

  const readPage = async ({ after, limit, types }: PageOfLog): Promise<LogPage> => {
    // Read before the page, which is complete up to this position. Without a filter each event moves the position.
    const head = types === undefined ? undefined : await log.last()
    const events: StoredEvent[] = []
    let last: LogEntry | undefined
    for await (const entries of log.after(after, { types, firstPage: limit }))
      for (const entry of entries) {
        last = entry
        const event = shown(entry, types)
        if (event && events.push(event) === limit) return { events, position: entry.position, hash: event.eventHash }
      }
    if (head && comparePositions(head.position, last?.position ?? after) > 0) last = head
    return last ? { events, position: last.position, hash: recordHashOf(last) } : { events, position: after }
  }

  return {
    async page(from) {
      if (!recent.reaches(from.atLeastTo)) await recent.catchUp()
      return keptPage(from, lastEvent()) ?? readPage(from)
    },
    async *live(from, signal) {
      let { after } = from
      while (!signal.aborted) {
        // While the page before was handled, others may have found out that the log went back.
        requireCurrent()
        await recent.beyond(after, signal)
        requireCurrent()
        const page = keptPage({ ...from, after }, recent.end())
        if (!page) return
        if (page.position === after) continue
        after = page.position
        yield page
      }
    },
  }
}
