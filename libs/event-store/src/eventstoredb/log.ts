import { SERVICES } from '@case-timeline/contracts'
import type { Connection } from './connection.ts'
import { logEntryOf, type LogEntry } from './recorded-event.ts'
import { isInvalidRequest } from './failures.ts'
import { allForwards, lastOf, recordAt, streamForwards, subscription, type Filter, type ReadResponse } from './requests.ts'

/** The part of EventStoreDB's log that belongs to case-timeline: the streams of its services. */
export interface Log {
  /** The events of a stream from a revision on, in order; none for a stream that does not exist. */
  stream(name: string, from: number, count?: number): Promise<LogEntry[]>
  /** The text of the first record of a stream outside the log; undefined if there is none. */
  note(name: string): Promise<string | undefined>
  /**
   * The events after a position up to the current end of the log, by pages; only of some types, if given. To stop
   * between two pages cancels no call.
   * @param firstPage how many events the first page has; the following ones are not smaller
   * @param isNew what comes after the end of the log that was known: a request waits for it, and there is little to search
   */
  after(
    position: string,
    wanted?: { readonly types?: readonly string[] | undefined; readonly firstPage?: number; readonly isNew?: true },
  ): AsyncGenerator<readonly LogEntry[]>
  /** The last event; undefined if there is none. */
  last(): Promise<LogEntry | undefined>
  /** The record at a position, also one of another application; undefined where no record begins. */
  at(position: string): Promise<LogEntry | undefined>
  /** The events after a position until the signal aborts; an empty batch moves only the position. */
  live(position: string, signal: AbortSignal): AsyncGenerator<{ readonly entries: readonly LogEntry[]; readonly position: string }>
}

const OWN_STREAM_PREFIXES = SERVICES.map((service) => `${service}.`)
const OWN_STREAMS: Filter = { streams: OWN_STREAM_PREFIXES }

// In a log of many millions of events, the server may search for a long time before it finds an event of a rare type.
const SEARCH = { timeoutMs: 300_000 }
const PAGE = 1_000

const isOwnEntry = ({ stream }: LogEntry): boolean => OWN_STREAM_PREFIXES.some((prefix) => stream.startsWith(prefix))

const entriesIn = (responses: readonly ReadResponse[]): LogEntry[] =>
  responses.flatMap((response) => logEntryOf(response) ?? []).filter(isOwnEntry)

/**
 * The records of a read that the server ends by itself. The read goes on to its end: to return before that cancels the
 * call, and an HTTP/2 server closes the whole connection, with all other calls on it, when a client cancels many.
 */
const recordsOf = async (reading: AsyncIterable<readonly ReadResponse[]>): Promise<LogEntry[]> => {
  const records: LogEntry[] = []
  for await (const responses of reading) records.push(...responses.flatMap((response) => logEntryOf(response) ?? []))
  return records
}

/** Prevents a stream that was deleted or truncated on the server from being read as if the events never existed. */
const refuseGaps = (name: string, from: number, entries: readonly LogEntry[]): void => {
  const at = entries.findIndex(({ revision }, index) => revision !== from + index)
  if (at >= 0)
    throw new Error(`${name} lacks revision ${from + at}: the stream was deleted or truncated on the server; restore it from a backup`)
}

export const logOn = (connection: Connection): Log => {
  // A request waits for these: it is answered, or refused, before its caller gives up.
  const inTime = { timeoutMs: connection.patienceMs }
  return {
    async stream(name, from, count) {
      const entries: LogEntry[] = []
      for await (const responses of connection.read(streamForwards(name, from, count), inTime)) entries.push(...entriesIn(responses))
      refuseGaps(name, from, entries)
      return entries
    },
    async note(name) {
      const [record] = await recordsOf(connection.read(streamForwards(name, 0, 1), inTime))
      return record?.data.toString()
    },
    async *after(position, { types, firstPage = PAGE, isNew } = {}) {
      const filter = types ? { types } : OWN_STREAMS
      let from = position
      for (let size = firstPage; ; size = Math.max(size, Math.min(2 * size, PAGE))) {
        // The server begins with the event at the position itself, if that passes the filter.
        const count = from === '0' ? size : size + 1
        const records = await recordsOf(connection.read(allForwards(from, filter, count), isNew ? inTime : SEARCH))
        yield records.filter((record) => record.position !== from && isOwnEntry(record))
        if (records.length < count) return
        from = records.at(-1)?.position ?? from
      }
    },
    async last() {
      const [record] = await recordsOf(connection.read(lastOf(OWN_STREAMS), SEARCH))
      return record && isOwnEntry(record) ? record : undefined
    },
    async at(position) {
      try {
        const [record] = await recordsOf(connection.read(recordAt(position), inTime))
        return record?.position === position ? record : undefined
      } catch (error) {
        if (!isInvalidRequest(error)) throw error
        return undefined
      }
    },
    async *live(position, signal) {
      for await (const responses of connection.read(subscription(position, OWN_STREAMS), { signal })) {
        const last = responses.findLast((response) => response.hasEvent() || response.hasCheckpoint())
        const readUpTo = last?.getEvent()?.getEvent()?.getCommitPosition() ?? last?.getCheckpoint()?.getCommitPosition()
        if (readUpTo !== undefined) yield { entries: entriesIn(responses), position: readUpTo }
      }
    },
  }
}
