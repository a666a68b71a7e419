import pg from 'pg'
import { ClocksDiffer, ClockWasSet, LoginRefused, LogWentBack, StoreDenied, StoreUnavailable } from '../event-store.ts'
import { pauseAfter } from '../pause-after.ts'

/**
 * Whether a single command of a batch may be the cause: a malformed value (22), a violated constraint (23), a stream of
 * another service (42501), or a decision that no longer holds.
 */
export const isCommandFault = (error: unknown): boolean =>
  error instanceof ClockWasSet || (error instanceof pg.DatabaseError && (/^2[23]/.test(error.code ?? '') || error.code === '42501'))

/** Whether an id in the command was used before. */
export const isDuplicateId = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '23505'

/** Whether the log lacks an event that this process has seen; raised by events.require_event. */
export const isMissingSeenEvent = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === 'CT002'

/** Whether the append waited too long for its locks, or the server has no room for them. */
export const isLockedOut = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '53200')

/** Invalid password, invalid authorization. */
const LOGIN_CODES = new Set(['28P01', '28000'])
// No such database, no privilege.
const DENIED_CODES = new Set(['3D000', '42501'])

/** The server accepts no writes at the moment: it is a standby, or was made read-only. */
const READ_ONLY = '25006'

// Connection exceptions, operator intervention and shutdown, too many connections or a full disk, errors of the system
// such as of a disk, transactions to be retried, a lock that was not granted in time, and a database that accepts no
// connections at present (55000), as while it is copied or restored.
const TRANSIENT_CODES = new RegExp(`^(08|53|57|58|40|55P03|55000)|^${READ_ONLY}$`)

/** Whether another connection may reach a server that accepts writes, such as the primary after a failover. */
export const isReadOnly = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === READ_ONLY

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Maps an error of the database or the connection to an error of the port. */
export const asStoreFailure = (error: unknown): Error => {
  if (error instanceof StoreDenied || error instanceof StoreUnavailable) return error
  if (error instanceof pg.DatabaseError) {
    // See migration 8: the message is the number of seconds.
    if (error.code === 'CTCLK') return new ClocksDiffer(Number(error.message))
    if (LOGIN_CODES.has(error.code ?? '')) return new LoginRefused(reason(error), { cause: error })
    if (DENIED_CODES.has(error.code ?? '')) return new StoreDenied(`the event store refused: ${reason(error)}`, { cause: error })
    if (!TRANSIENT_CODES.test(error.code ?? '')) return error
  }
  return new StoreUnavailable(`the event store did not answer (${reason(error)}): send the same command again`, { cause: error })
}

/**
 * A subscription survives a restart of the database, and reads on by itself: the hint for what it could not read has come
 * already.
 * @returns undefined if the signal aborted
 */
export const untilReachable = async <T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  for (let failures = 0; !signal.aborted; failures += 1)
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error instanceof LogWentBack) throw error
      await pauseAfter(failures, signal)
    }
  return undefined
}
