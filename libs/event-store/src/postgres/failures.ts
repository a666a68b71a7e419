import pg from 'pg'
import { StoreDenied, StoreUnavailable } from '../event-store.ts'

/** Whether one command of a batch may be to blame: a malformed value (22), a broken constraint (23), a stream of another service. */
export const isOneCommandsFault = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (/^2[23]/.test(error.code ?? '') || error.code === '42501')

/** Whether an id in the command was used before. */
export const isUsedId = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '23505'

// Invalid password, invalid authorization, no such database, no privilege.
const DENIED = new Set(['28P01', '28000', '3D000', '42501'])

// Connection exceptions, operator intervention and shutdown, too many connections, and transactions to be tried again.
const TRANSIENT = /^(08|53|57|40)/

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What the caller of the port gets for an error of the database or the connection. */
export const asStoreFailure = (error: unknown): Error => {
  if (error instanceof StoreDenied || error instanceof StoreUnavailable) return error
  if (error instanceof pg.DatabaseError) {
    if (DENIED.has(error.code ?? '')) return new StoreDenied(`the event store refused: ${reason(error)}`, { cause: error })
    if (!TRANSIENT.test(error.code ?? '')) return error
  }
  return new StoreUnavailable(`the event store did not answer (${reason(error)}): send the same command again`, { cause: error })
}
