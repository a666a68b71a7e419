import pg from 'pg'
import { VaultUnavailable } from '../vault.ts'

/** Runs a prepared statement. @throws VaultUnavailable */
export type Ask = <R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) => Promise<R[]>

export interface Connections {
  readonly ask: Ask
  close(): Promise<void>
}

// Short: a request waits for each answer, and one that does not come is asked again.
const config = (url: string): pg.PoolConfig => ({
  connectionString: url,
  application_name: 'case-timeline vault',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  max: 8,
  options: '-c TimeZone=UTC -c jit=off -c statement_timeout=10000 -c lock_timeout=5000',
  query_timeout: 15_000,
})

/** Connections to the vault's database; each opens when it is first needed. */
export const connections = (url: string): Connections => {
  const pool = new pg.Pool(config(url))
  // The pool drops a connection that broke while idle; the next query opens another.
  pool.on('error', () => undefined)
  let closing: Promise<void> | undefined
  return {
    async ask<R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<R[]> {
      try {
        return (await pool.query<R>({ name, text, values: [...values] })).rows
      } catch (error) {
        throw asVaultFailure(error)
      }
    },
    close: () => (closing ??= pool.end()),
  }
}

// Connection exceptions, too many of them, shutdown, transactions to be tried again, a database or lock that is not to be had now, one
// that only reads (a standby), and a login or database that the server does not know, or not yet.
const AWAY = /^(08|53|57|40|55|28)|^(25006|3D000)$/

const asVaultFailure = (error: unknown): unknown => {
  if (error instanceof pg.DatabaseError && !AWAY.test(error.code ?? '')) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new VaultUnavailable(`the vault did not answer (${reason}): nothing was handed out, ask again`, { cause: error })
}
