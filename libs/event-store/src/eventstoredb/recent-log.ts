import { comparePositions } from '@case-timeline/contracts'
import { LRUCache } from 'lru-cache'
import type { LogPosition } from '../event-store.ts'
import { nextReading } from '../next-reading.ts'
import { isInvalidRequest, answerIsLate } from './failures.ts'
import { followers } from './followers.ts'
import { inTime } from './in-time.ts'
import type { Log } from './log.ts'
import { recordHashOf, type LogEntry } from './recorded-event.ts'

/**
 * The end of the log, kept in memory for everything in this process: the server is asked only for what is new, and one
 * subscription brings it to all who follow the log.
 */
export interface RecentLog {
  /**
   * The record up to which the log is known, perhaps one of another application, and its hash; undefined before the first
   * reading.
   */
  end(): LogPosition | undefined
  /** Whether the log is known up to a position. */
  reaches(position: string | undefined): boolean
  /**
   * Reads what is new: afterwards everything is known that was recorded before the call.
   * @throws StoreUnavailable when that takes longer than the caller may wait; the first search for the last event goes on
   */
  catchUp(): Promise<void>
  /** The events known after a position; undefined if not all of them are kept, or the position is beyond what is known. */
  keptAfter(position: string): readonly LogEntry[] | undefined
  /** The events after a position up to the end of the log as of the call, or later, by pages. */
  after(position: string): AsyncGenerator<readonly LogEntry[]>
  /** The events of a stream after a revision, as of the call, or later. */
  streamAfter(stream: string, revision: number): Promise<readonly LogEntry[]>
  /** The same as far as the log is known; undefined if that needs a call. */
  knownStreamAfter(stream: string, revision: number): readonly LogEntry[] | undefined
  /** The last event as of the call, or later. */
  last(): Promise<LogEntry | undefined>
  /** The last event that is known. */
  knownLast(): LogEntry | undefined
  /** The event at a position, if it is kept. */
  keptAt(position: string): LogEntry | undefined
  /** Waits until the log is known beyond a position. @throws the error of the subscription */
  beyond(position: string, signal: AbortSignal): Promise<void>
}

/** A stream whose end is known needs no call for what came later. */
const MAX_STREAMS = 50_000
const MAX_PASSED = 1_000

/** The end of a stream: its last revision when the log was known up to a position. */
interface StreamEnd {
  readonly revision: number
  readonly asOf: string
}

const sizeOf = ({ metadata, data }: LogEntry): number => metadata.length + data.length
const isAfter = (a: string, b: string): boolean => comparePositions(a, b) > 0

export interface RecentLogOptions {
  readonly log: Log
  /** How long a question waits for what is new, in milliseconds. */
  readonly patienceMs: number
  /** Whether the log still is the one that was read. */
  isCurrent(): boolean
  /** Compares the log with what was seen of it: always, or if it may have gone back since. Rejects with LogWentBack. */
  checkOfLog(when: 'always' | 'if needed'): Promise<void> | undefined
  /** Called with the furthest record that was read. */
  seen(entry: LogEntry): void
  /** Aborts when the store is closed. */
  readonly ended: AbortSignal
  /**
   * How many of the newest events are kept (default 5,000), and how large they may be together (default 16 MiB; three times
   * that when all were parsed).
   */
  readonly maxEvents?: number
  readonly maxBytes?: number
}

export const recentLog = ({
  log,
  patienceMs,
  isCurrent,
  checkOfLog,
  seen,
  ended,
  maxEvents = 5_000,
  maxBytes = 16 * 1024 * 1024,
}: RecentLogOptions): RecentLog => {
  let entries: LogEntry[] = []
  let bytes = 0
  /** The events after `from` and up to `position` are kept. */
  let from = '0'
  let position: string | undefined
  let lastEntry: LogEntry | undefined
  /** The record at `position`. */
  let lastRecord: LogEntry | undefined
  /** Records of other applications up to which the log was known. */
  const passed = new Set<string>()
  const streamEnds = new LRUCache<string, StreamEnd>({ max: MAX_STREAMS })
  const following = followers()

  const dropOldest = (): void => {
    let dropped = 0
    while (entries.length - dropped > maxEvents || bytes > maxBytes) {
      const oldest = entries[dropped]
      if (!oldest) break
      bytes -= sizeOf(oldest)
      from = oldest.position
      dropped += 1
    }
    if (dropped > 0) entries = entries.slice(dropped)
  }
  /**
   * Takes events that follow what is known, or overlap with it, complete up to a record. A position is never taken without
   * its record: only the hash of that shows later whether the log still has what is known of it.
   */
  const absorb = (read: readonly LogEntry[], record = read.at(-1)): void => {
    const known = position ?? '0'
    for (const entry of read)
      if (isAfter(entry.position, known)) {
        entries.push(entry)
        bytes += sizeOf(entry)
        lastEntry = entry
      }
    if (!record || !isAfter(record.position, known)) return
    position = record.position
    lastRecord = record
    if (record !== lastEntry) notePassed(position)
    seen(record)
    if (entries.length > 2 * maxEvents || bytes > maxBytes) dropOldest()
    following.moved(position)
  }
  const notePassed = (at: string): void => {
    passed.add(at)
    for (const oldest of passed) {
      if (passed.size <= MAX_PASSED) break
      passed.delete(oldest)
    }
  }

  const begin = async (): Promise<void> => {
    const last = await log.last()
    if (position !== undefined) return
    from = position = last?.position ?? '0'
    lastEntry = lastRecord = last
    following.moved(position)
    if (last) seen(last)
  }
  /** Runs reads from what is known. A server that refuses that position may have gone back. */
  const onSeenLog = async (read: (from: string) => Promise<void>): Promise<void> => {
    await checkOfLog('if needed')
    try {
      await read(position ?? '0')
    } catch (error) {
      if (isInvalidRequest(error)) await checkOfLog('always')
      throw error
    }
  }
  const readNew = async (): Promise<void> => {
    if (position === undefined) return begin()
    await onSeenLog(async (after) => {
      for await (const read of log.after(after, { firstPage: 100, isNew: true })) {
        // The connection may be another one than that of the reading before.
        await checkOfLog('if needed')
        absorb(read)
      }
    })
  }
  const reading = nextReading(readNew)
  const catchUp = (): Promise<void> => inTime(reading(), patienceMs, answerIsLate)

  const indexAfter = (after: string): number => {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(entries[middle]?.position ?? '', after)) high = middle
      else low = middle + 1
    }
    return low
  }
  // A position at which no record is known may be one of a log that was lost: the server refuses it.
  const isKnownPosition = (at: string): boolean => at === from || at === position || passed.has(at) || keptAt(at) !== undefined
  const keptAfter = (after: string): readonly LogEntry[] | undefined =>
    position === undefined || isAfter(from, after) || !isKnownPosition(after) ? undefined : entries.slice(indexAfter(after))

  const keptAt = (wanted: string): LogEntry | undefined => {
    const entry = entries[indexAfter(wanted) - 1]
    return entry?.position === wanted ? entry : undefined
  }
  const knownStreamAfter = (stream: string, revision: number): readonly LogEntry[] | undefined => {
    const end = streamEnds.get(stream)
    const later = end && end.revision <= revision ? keptAfter(end.asOf) : undefined
    if (!later || position === undefined) return undefined
    const own = later.filter((entry) => entry.stream === stream)
    const asked = own.filter((entry) => entry.revision > revision)
    // Where events are missing, a read of the server reports that the stream was deleted or truncated.
    if (asked.some((entry, index) => entry.revision !== revision + 1 + index)) return undefined
    // An end is remembered while it is not about to be dropped, so that questions about earlier revisions are answered, too.
    if (
      end &&
      (later.length > maxEvents / 2 || (bytes > maxBytes / 2 && isAfter(entries[entries.length >>> 1]?.position ?? '0', end.asOf)))
    )
      streamEnds.set(stream, { revision: own.at(-1)?.revision ?? end.revision, asOf: position })
    return asked
  }
  const streamAfter = async (stream: string, revision: number): Promise<readonly LogEntry[]> => {
    await catchUp()
    const known = knownStreamAfter(stream, revision)
    if (known || position === undefined) return known ?? []
    const asOf = position
    const read = await log.stream(stream, revision + 1)
    await checkOfLog('if needed')
    // What is read may be later than `asOf`: a revision that is known too early only makes the next call unnecessary.
    streamEnds.set(stream, { revision: Math.max(read.at(-1)?.revision ?? -1, revision), asOf })
    return read
  }

  let isLive = false
  const runLive = async (): Promise<void> => {
    await reading()
    await onSeenLog(async (after) => {
      for await (const batch of log.live(after, ended)) {
        const last = batch.entries.at(-1)
        const record = last?.position === batch.position ? last : await log.at(batch.position)
        await checkOfLog('if needed')
        if (!isCurrent()) return
        absorb(batch.entries, record ?? last)
      }
    })
  }
  const startLive = (): void => {
    isLive = true
    runLive()
      .finally(() => (isLive = false))
      .then(
        // The server ended it: those who follow it begin again.
        () => following.release(),
        (error: unknown) => following.fail(error),
      )
  }

  return {
    end: () => (position === undefined ? undefined : { position, hash: lastRecord && recordHashOf(lastRecord) }),
    reaches: (wanted) => wanted !== undefined && position !== undefined && !isAfter(wanted, position),
    catchUp,
    keptAfter,
    async *after(after) {
      await catchUp()
      const kept = keptAfter(after)
      if (kept) yield kept
      else yield* log.after(after)
    },
    streamAfter,
    knownStreamAfter,
    async last() {
      await catchUp()
      return lastEntry
    },
    knownLast: () => lastEntry,
    keptAt,
    async beyond(after, signal) {
      if (!isLive && !signal.aborted) startLive()
      await following.beyond(after, signal)
    },
  }
}
