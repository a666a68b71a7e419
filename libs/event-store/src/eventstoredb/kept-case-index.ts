import { setTimeout as pause } from 'node:timers/promises'
import { comparePositions } from '@case-timeline/contracts'
import { StoreUnavailable } from '../event-store.ts'
import { nextReading } from '../next-reading.ts'
import { recentlyUsed } from '../recently-used.ts'
import { type CaseIndex, fullName, shortenedName } from './case-index.ts'
import { caseIndexTables, type CaseStreams, continues, type Filled, type IndexDatabase } from './case-index-tables.ts'
import { inTime } from '../in-time.ts'
import type { Log } from './log.ts'
import type { RecentLog } from './recent-log.ts'
import { caseIdOf, recordHashOf, type LogEntry } from './recorded-event.ts'

/** Where an index is kept, and how much of it in memory, too. */
export interface IndexPlace {
  readonly db: IndexDatabase
  /** How many streams of cases that were used last are kept in memory (default 100,000). */
  readonly maxStreams?: number
  /** How many events are kept in memory until they are written to the tables (default 1,000). */
  readonly maxUnwritten?: number
}

export interface KeptCaseIndexOptions extends IndexPlace {
  readonly recent: RecentLog
  readonly log: Pick<Log, 'at'>
  /** How long a question waits while the index is filled, in milliseconds. */
  readonly patienceMs: number
}

const MAX_ATTEMPTS = 20

/** PostgreSQL stores no such text, and this system writes none: it is of another application. */
const isIndexable = (caseId: string, stream: string): boolean => !caseId.includes('\0') && !stream.includes('\0')

const newest = (streams: CaseStreams): string =>
  [...streams.values()].reduce((latest, one) => (comparePositions(one, latest) > 0 ? one : latest), '0')

const isSame = (one: Filled, other: Filled): boolean =>
  one.filling === other.filling && one.position === other.position && one.hash === other.hash

/** Adds later positions. */
const addTo = (streams: CaseStreams, later: CaseStreams): void => {
  for (const [name, position] of later) if (comparePositions(position, streams.get(name) ?? '0') > 0) streams.set(name, position)
}

/**
 * The index of cases in tables that survive a start and are shared by all processes of a service. In memory are the cases
 * that were used last, and what was recorded after the position up to which the tables are filled, as this process knows
 * it. A question reads what is new in the log, and takes a case that is not in memory from the tables and from the rest.
 *
 * Every process may write: what it adds follows the position that it knows, and is refused when another one was first, whose
 * position it then takes over. A position is taken over only with the hash of its event, so what was written of another log,
 * or of one that went back, is recognised, and the tables are filled again from the beginning.
 */
export const keptCaseIndex = (options: KeptCaseIndexOptions): CaseIndex => {
  const { db, recent, log, patienceMs, maxStreams = 100_000, maxUnwritten = 1_000 } = options
  const tables = caseIndexTables(db)
  const cases = recentlyUsed<CaseStreams>(maxStreams, (streams) => 1 + streams.size)
  /** Undefined before the first reading, and when the tables were found to be others than were known. */
  let filled: Filled | undefined
  /** What the log has in (`filled.position`, `position`]. */
  let unwritten = new Map<string, CaseStreams>()
  let unwrittenEvents = 0
  let position = '0'
  let last: LogEntry | undefined
  /** Raised when all of this is begun again. */
  let reading = 0

  const forget = (): void => {
    filled = undefined
    reading += 1
    cases.clear()
    unwritten = new Map()
    unwrittenEvents = 0
  }

  const isOfLog = async (at: Filled): Promise<boolean> => {
    if (at.position === '0') return true
    const entry = recent.keptAt(at.position) ?? (await log.at(at.position))
    return entry !== undefined && recordHashOf(entry) === at.hash
  }

  const begin = async (): Promise<void> => {
    forget()
    for (;;) {
      const found = await tables.filled()
      if (await isOfLog(found)) {
        filled = found
        position = found.position
        last = undefined
        return
      }
      await tables.startAgain(found.filling)
    }
  }

  /** What the tables are known to have need not be kept in memory. */
  const takeOver = (found: Filled): void => {
    filled = found
    unwrittenEvents = 0
    for (const [caseId, streams] of unwritten) {
      for (const [name, at] of streams) if (comparePositions(at, found.position) <= 0) streams.delete(name)
      if (streams.size === 0) unwritten.delete(caseId)
      unwrittenEvents += streams.size
    }
  }

  /** Writes what is in memory. @returns false if the tables were found to be others than were known */
  const write = async (): Promise<boolean> => {
    const from = filled
    if (!from || !last) return from !== undefined
    const to = { filling: from.filling, position: last.position, hash: recordHashOf(last) }
    if (comparePositions(to.position, from.position) <= 0) return true
    const isAdded = await tables.add(from, to, unwritten)
    const found = isAdded ? to : await tables.filled()
    const isContinued = isAdded || (continues(found, from) && (await isOfLog(found)))
    if (filled === undefined || !isContinued) {
      forget()
      return false
    }
    if (continues(found, filled)) takeOver(found)
    return true
  }

  const absorb = (entry: LogEntry, isWritten: boolean): void => {
    position = entry.position
    last = entry
    if (!isWritten) unwrittenEvents += 1
    const caseId = caseIdOf(entry)
    if (caseId === undefined || !isIndexable(caseId, entry.stream)) return
    const streams = new Map([[shortenedName(entry.stream, caseId), position]])
    const remembered = cases.get(caseId)
    if (remembered) {
      addTo(remembered, streams)
      // The size of a value that is set again is not measured again.
      cases.delete(caseId)
      cases.set(caseId, remembered)
    }
    if (isWritten) return
    const known = unwritten.get(caseId)
    if (known) addTo(known, streams)
    else unwritten.set(caseId, streams)
  }

  /** @returns whether the end of the log was reached with the tables that were known at the beginning */
  const readOn = async (): Promise<boolean> => {
    for await (const entries of recent.after(position)) {
      if (unwrittenEvents >= maxUnwritten && !(await write())) return false
      if (!filled) return false
      const to = filled.position
      for (const entry of entries) absorb(entry, comparePositions(entry.position, to) <= 0)
    }
    return (unwrittenEvents < maxUnwritten || (await write())) && filled !== undefined
  }

  const catchUp = nextReading(async () => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (!filled) await begin()
      if (await readOn()) return
    }
    throw beingMade()
  })

  const beingMade = () =>
    new StoreUnavailable(`the index of cases is being made (up to position ${position} of the log so far): send the same command again`)

  const caughtUp = (): Promise<void> => inTime(catchUp(), patienceMs, beingMade)

  /** Takes cases from the tables into memory. Not if another process wrote meanwhile, or the tables are lost. */
  const take = async (caseIds: readonly string[], into: Map<string, CaseStreams>): Promise<void> => {
    const before = filled
    const found = await tables.find(caseIds)
    if (!before) return
    if (!found.filled || !continues(found.filled, before) || !(isSame(found.filled, before) || (await isOfLog(found.filled)))) {
      if (filled?.filling === before.filling) forget()
      return
    }
    if (!filled || !continues(found.filled, filled)) return
    takeOver(found.filled)
    for (const caseId of caseIds) {
      const streams: CaseStreams = found.cases.get(caseId) ?? new Map<string, string>()
      addTo(streams, unwritten.get(caseId) ?? new Map<string, string>())
      cases.set(caseId, streams)
      into.set(caseId, streams)
    }
  }

  /** The streams of cases, all as of one position of the log. */
  const streamsIn = async (caseIds: readonly string[]): Promise<ReadonlyMap<string, CaseStreams>> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      await caughtUp()
      const during = reading
      const found = new Map(
        caseIds.flatMap((caseId) => {
          const streams = cases.get(caseId)
          return streams ? [[caseId, streams] as const] : []
        }),
      )
      const missing = caseIds.filter((caseId) => !found.has(caseId))
      if (missing.length > 0) await take(missing, found)
      if (filled && reading === during && caseIds.every((caseId) => found.has(caseId))) return found
    }
    throw beingMade()
  }

  return {
    catchUp,
    position: () => position,
    async streamsOf(caseId) {
      const streams = (await streamsIn([caseId])).get(caseId)
      return { streams: [...(streams?.keys() ?? [])].map((name) => fullName(name, caseId)), position }
    },
    async headsOf(caseIds) {
      const found = await streamsIn([...new Set(caseIds)])
      return new Map([...found].filter(([, streams]) => streams.size > 0).map(([caseId, streams]) => [caseId, newest(streams)]))
    },
  }
}

/** A process of which nobody asks about cases must not fall behind. */
const FOLLOWING_MS = 10_000

/**
 * Catches up at once and from time to time, until the signal aborts; then closes the database. A failure is that of the next
 * question, too.
 */
export const followLog = async (catchUp: () => Promise<void>, db: IndexDatabase, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await catchUp().catch(() => undefined)
    await pause(FOLLOWING_MS, undefined, { signal }).catch(() => undefined)
  }
  await db.close?.()
}
