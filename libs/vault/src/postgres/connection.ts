import pg from 'pg'
import { VaultUnavailable } from '../vault.ts'

/** Runs a prepared statement. @throws VaultUnavailable */
export type Query = <R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) => Promise<R[]>

export interface Connections {
  readonly query: Query
  close(): Promise<void>
}

/**
 * Sessions that stay open once they were needed: a login takes more processor time than fifty statements, and readiness is
 * checked each half minute. Any other is closed when it was not used for ten seconds.
 */
const KEPT_SESSIONS = 1

// Short timeouts: a request waits for each answer, and a caller that gets none retries.
const config = (url: string): pg.PoolConfig => ({
  connectionString: url,
  application_name: 'case-timeline vault',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  min: KEPT_SESSIONS,
  max: 8,
  options: '-c TimeZone=UTC -c jit=off -c statement_timeout=10000 -c lock_timeout=5000',
  query_timeout: 15_000,
})

/** Connections to the vault's database; each opens on first use. */
export const connections = (url: string): Connections => {
  const pool = new pg.Pool(config(url))
  // The pool removes a connection that broke while idle; the next query opens another.
  pool.on('error', () => undefined)
  let closing: Promise<void> | undefined
  return {
    async query<R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<R[]> {
      try {
        return (await pool.query<R>({ name, text, values: [...values] })).rows
      } catch (error) {
        throw asVaultFailure(error)
      }
    },
    close: () => (closing ??= pool.end()),
  }
}

// Connection exceptions, too many connections, shutdown, transactions to be retried, a database or lock that is not
// available now, a read-only server (a standby), and a login, database, table or column that the server does not know
// (yet): a vault that `casectl migrate` has not reached.
const UNAVAILABLE_CODES = /^(08|53|57|40|55|28)|^(25006|3D000|42P01|42703)$/

const asVaultFailure = (error: unknown): unknown => {
  if (error instanceof pg.DatabaseError && !UNAVAILABLE_CODES.test(error.code ?? '')) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new VaultUnavailable(`the vault did not answer (${reason}): no value was returned; try again`, { cause: error })
}
