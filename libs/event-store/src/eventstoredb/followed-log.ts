import type { LogPosition } from '../event-store.ts'
import { type LogContinuity, logContinuity, rememberedOf } from '../log-continuity.ts'
import { connection, type Connection } from './connection.ts'
import { type Log, logOn } from './log.ts'
import { type RecentLog, recentLog } from './recent-log.ts'
import { type LogEntry, recordHashOf } from './recorded-event.ts'

/** The log of a server as a process knows it: one connection, one subscription, and what was kept of its end. */
export interface FollowedLog {
  readonly connection: Connection
  readonly log: Log
  readonly continuity: LogContinuity
  /** The end of the log, as it is now: another one after the log went back. */
  recent(): RecentLog
  /** Remembers what was seen of the log. @param generation that of the operation which saw it */
  note(at: LogPosition | LogEntry | undefined, generation: number): void
  /** Runs calls on the log that this process has seen. @throws LogWentBack */
  onSeenLog<T>(work: (generation: number) => Promise<T>): Promise<T>
  /** Ends the subscription, once no store needs it; the connection stays for appends that wait. */
  stopFollowing(): void
  /** Closes the connection, once no store needs it. */
  close(): Promise<void>
}

/** @throws ConnectionStringError */
const followedLog = (url: string): FollowedLog => {
  const server = connection(url)
  const log = logOn(server)
  const continuity = logContinuity()
  const closing = new AbortController()
  let lossesAtCheck = 0

  const note = (at: LogPosition | LogEntry | undefined, generation: number): void => {
    if (at) continuity.note('type' in at ? { position: at.position, hash: recordHashOf(at) } : at, generation)
  }
  const requireSeenEvent = async (seen: LogPosition, generation: number): Promise<void> => {
    const losses = server.losses()
    const entry = await log.at(seen.position)
    if (!entry || recordHashOf(entry) !== seen.hash) throw continuity.wentBack(generation)
    lossesAtCheck = losses
  }
  /** Compares the log with what was seen of it: always, or if it may have gone back since. Rejects with LogWentBack. */
  const checkOfLog = (generation: number, when: 'always' | 'if needed'): Promise<void> | undefined => {
    const seen = continuity.seen()
    // A server can go back only while no connection to it is open, and calls through a proxy fail.
    const isNeeded = when === 'always' || server.losses() !== lossesAtCheck
    return seen && isNeeded ? requireSeenEvent(seen, generation) : undefined
  }
  const recent = rememberedOf(continuity, () => {
    const { generation } = continuity
    return recentLog({
      log,
      patienceMs: server.patienceMs,
      isCurrent: () => generation === continuity.generation,
      checkOfLog: (when) => checkOfLog(generation, when),
      seen: (entry) => note(entry, generation),
      ended: closing.signal,
    })
  })

  return {
    connection: server,
    log,
    continuity,
    recent,
    note,
    async onSeenLog(work) {
      const { generation } = continuity
      const check = checkOfLog(generation, 'if needed')
      if (check) await check
      const done = await work(generation)
      continuity.require(generation)
      return done
    },
    stopFollowing: () => closing.abort(),
    close: () => server.close(),
  }
}

/** The logs that the stores of one process follow. */
export interface FollowedLogs {
  /**
   * The log at a connection string: one for all stores that give these logs, whatever service they are of, since each login
   * of a service reads the whole log.
   * @throws ConnectionStringError
   */
  at(url: string): FollowedLog
}

/**
 * For stores of one process that are opened with the same connection string: the server sends each event once, and it is
 * kept and parsed once.
 */
export const followedLogs = (): FollowedLogs => {
  const open = new Map<string, { readonly log: FollowedLog; following: number; connected: number }>()
  return {
    at(url) {
      const shared = open.get(url) ?? { log: followedLog(url), following: 0, connected: 0 }
      open.set(url, shared)
      shared.following += 1
      shared.connected += 1
      let [isFollowing, isConnected] = [true, true]
      return {
        ...shared.log,
        stopFollowing() {
          if (!isFollowing) return
          isFollowing = false
          if (--shared.following > 0) return
          // A store that is opened later has a log of its own.
          open.delete(url)
          shared.log.stopFollowing()
        },
        async close() {
          if (!isConnected) return
          isConnected = false
          if (--shared.connected === 0) await shared.log.close()
        },
      }
    },
  }
}
