import { comparePositions } from '@case-timeline/contracts'
import { LRUCache } from 'lru-cache'
import type { LogPosition } from '../event-store.ts'
import { nextReading } from '../next-reading.ts'
import { spaced } from '../spaced.ts'
import { arrivals } from './arrivals.ts'
import { isInvalidRequest, answerIsLate } from './failures.ts'
import { followers } from './followers.ts'
import { inTime } from '../in-time.ts'
import { keptEntries } from './kept-entries.ts'
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
  /** Those of a case; undefined, too, if a record of another application is among all of them. */
  keptOfCase(caseId: string, after: string): readonly LogEntry[] | undefined
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
  /**
   * Waits until the events of a stream up to a revision are known, which this process has just recorded. The subscription
   * brings them; one that has fallen behind or lost its connection is not waited for, and the server is asked.
   * @param position where the last of them is; not waited for if the log is known to there
   */
  arrival(stream: string, revision: number, position: string | undefined): Promise<void>
  /** How often the server was asked instead. */
  lateArrivals(): number
}

/** A stream whose end is known needs no call for what came later. */
const MAX_STREAMS = 50_000
const MAX_PASSED = 1_000

/** The end of a stream: its last revision when the log was known up to a position. */
interface StreamEnd {
  readonly revision: number
  readonly asOf: string
}

/** How long a subscription may take to bring what was recorded. */
const ARRIVAL_MS = 250
const MS_BETWEEN_SUBSCRIPTIONS = 1_000

/** So many of the bytes are kept when the oldest events are dropped: not each event drops another one. */
const KEPT_SHARE = 0.75

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
  const kept = keptEntries()
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

  const dropOldest = (asOf: string): void => {
    for (const { stream, revision, position: at } of kept.dropOldest(maxEvents, KEPT_SHARE * maxBytes)) {
      from = at
      if (kept.ofStream(stream).length === 0) streamEnds.set(stream, { revision, asOf })
    }
  }
  /**
   * Takes events that follow what is known, or overlap with it, complete up to a record. A position is never taken without
   * its record: only the hash of that shows later whether the log still has what is known of it.
   */
  const absorb = (read: readonly LogEntry[], record = read.at(-1)): void => {
    const known = position ?? '0'
    for (const entry of read)
      if (isAfter(entry.position, known)) {
        kept.add(entry)
        lastEntry = entry
      }
    if (!record || !isAfter(record.position, known)) return
    position = record.position
    lastRecord = record
    if (record !== lastEntry) notePassed(position)
    seen(record)
    // Before the oldest are dropped, which may be among what has just come.
    arriving.moved()
    if (kept.size > 2 * maxEvents || kept.bytes > maxBytes) dropOldest(position)
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

  // A position at which no record is known may be one of a log that was lost: the server refuses it.
  const isKnownPosition = (at: string): boolean => at === from || at === position || passed.has(at) || kept.at(at) !== undefined
  const reachesBackTo = (after: string): boolean => !isAfter(from, after) && isKnownPosition(after)
  const keptAfter = (after: string): readonly LogEntry[] | undefined =>
    position !== undefined && reachesBackTo(after) ? kept.after(after) : undefined

  const knownStreamAfter = (stream: string, revision: number): readonly LogEntry[] | undefined => {
    const own = kept.ofStream(stream)
    const asked = own.filter((entry) => entry.revision > revision)
    // Where events are missing, a read of the server reports that the stream was deleted or truncated.
    if (asked.some((entry, index) => entry.revision !== revision + 1 + index)) return undefined
    // What follows a kept event of the stream is kept, too.
    if (own[0] && own[0].revision <= revision + 1) return asked
    const end = streamEnds.get(stream)
    if (position === undefined || !end || end.revision > revision || !reachesBackTo(end.asOf)) return undefined
    // An end is remembered while it is not about to be dropped.
    const later = kept.countAfter(end.asOf)
    if (later > maxEvents / 2 || (kept.bytes > maxBytes / 2 && later > kept.size / 2))
      streamEnds.set(stream, { revision: end.revision, asOf: position })
    return asked
  }
  const streamAfter = async (stream: string, revision: number): Promise<readonly LogEntry[]> => {
    await catchUp()
    // From its beginning a stream is read, unless nothing of it is known: its verification has to see what the server has.
    const isWhole = revision < 0 && kept.ofStream(stream).length > 0
    const known = isWhole ? undefined : knownStreamAfter(stream, revision)
    if (known || position === undefined) return known ?? []
    const asOf = position
    const read = await log.stream(stream, revision + 1)
    await checkOfLog('if needed')
    // What is read may be later than `asOf`: a revision that is known too early only makes the next call unnecessary.
    streamEnds.set(stream, { revision: Math.max(read.at(-1)?.revision ?? -1, revision), asOf })
    return read
  }

  const reaches = (wanted: string | undefined): boolean => wanted !== undefined && position !== undefined && !isAfter(wanted, position)
  const isKnown = (stream: string, revision: number): boolean => (kept.ofStream(stream).at(-1)?.revision ?? -1) >= revision
  const arriving = arrivals(isKnown, ARRIVAL_MS)
  let isLive = false
  const runLive = async (): Promise<void> => {
    await reading()
    await onSeenLog(async (after) => {
      for await (const batch of log.live(after, ended)) {
        const last = batch.entries.at(-1)
        const isNews = isAfter(batch.position, position ?? '0')
        const record = !isNews || last?.position === batch.position ? last : await log.at(batch.position)
        await checkOfLog('if needed')
        if (!isCurrent()) return
        arriving.broughtUpTo(isNews || batch.position === position)
        absorb(batch.entries, record ?? last)
      }
    })
  }
  const startLive = (): void => {
    if (isLive || ended.aborted) return
    isLive = true
    runLive()
      .finally(() => {
        isLive = false
        arriving.lost()
      })
      .then(
        // The server ended it: those who follow it begin again.
        () => following.release(),
        (error: unknown) => following.fail(error),
      )
  }
  const startingLive = spaced(MS_BETWEEN_SUBSCRIPTIONS, startLive)

  return {
    end: () => (position === undefined ? undefined : { position, hash: lastRecord && recordHashOf(lastRecord) }),
    reaches,
    catchUp,
    keptAfter,
    keptOfCase: (caseId, after) => (position !== undefined && reachesBackTo(after) ? kept.ofCase(caseId, after) : undefined),
    async *after(after) {
      await catchUp()
      const known = keptAfter(after)
      if (known) yield known
      else yield* log.after(after)
    },
    streamAfter,
    knownStreamAfter,
    async last() {
      await catchUp()
      return lastEntry
    },
    knownLast: () => lastEntry,
    keptAt: kept.at,
    async beyond(after, signal) {
      if (!signal.aborted) startLive()
      await following.beyond(after, signal)
    },
    async arrival(stream, revision, at) {
      if (isKnown(stream, revision) || (at !== undefined && reaches(at))) return
      startingLive.ask()
      if (!(await arriving.of(stream, revision))) await catchUp()
    },
    lateArrivals: arriving.late,
  }
}
