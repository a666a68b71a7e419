import { EVENT_TYPES, SERVICES, type EventType, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { TYPES } from '../contract/harness.fixtures.ts'
import { Deposited, Released } from '../deposits.fixtures.ts'
import { migrateEventStore } from './migrate.ts'

export const LOGINS = Object.fromEntries(SERVICES.map((service) => [service, `pw-${service}`])) as Record<ServiceName, string>

/** The types of this release, and those that only specifications record. */
const RECORDABLE: readonly EventType[] = [...EVENT_TYPES.values(), ...TYPES, Deposited, Released]

export interface EventDatabase {
  readonly adminUrl: string
  readonly urls: Record<ServiceName, string>
  /** Runs statements as superuser, each time on a separate connection. */
  asAdmin(...statements: readonly string[]): Promise<pg.QueryResult>
  /** Runs a statement as superuser in another database of the server. */
  onServer(statement: string): Promise<pg.QueryResult>
  /** Backs the database up. @returns restores the backup, which ends every session */
  backup(): Promise<() => Promise<void>>
  drop(): Promise<void>
}

/** Runs statements on a separate connection. */
const on = async (server: string, statements: readonly string[]): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    let last = await client.query('select')
    for (const statement of statements) last = await client.query(statement)
    return last
  } finally {
    await client.end()
  }
}

/** Backs a database up, as another one of the same server. @returns restores the backup, which ends every session */
export const backupOf = async (url: string): Promise<() => Promise<void>> => {
  const name = new URL(url).pathname.slice(1)
  const backup = `${name}_backup_${randomBytes(4).toString('hex')}`
  const server = new URL('/postgres', url).href
  const copy = async (from: string, to: string) => {
    // A database that is copied must have no sessions, and services open new ones at any moment.
    for (let attempt = 1; ; attempt += 1)
      try {
        await on(server, [
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`,
          `create database ${to} template ${from}`,
        ])
        return
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== '55006' || attempt === 200) throw error
      }
  }
  await copy(name, backup)
  return () => on(server, [`drop database ${name} with (force)`, `alter database ${backup} rename to ${name}`]).then(() => undefined)
}

/**
 * A database for one specification, with its logins, migrated to this release or up to an older migration. Logins belong
 * to the cluster, so `drop` drops them in addition to the database.
 */
export const eventDatabase = async (shape: { readonly upTo?: number } = {}): Promise<EventDatabase> => {
  const { url, drop } = await testDatabase()
  const urls = await migrateEventStore(url, { logins: LOGINS, types: RECORDABLE, ...shape })
  return {
    adminUrl: url,
    urls,
    asAdmin: (...statements) => on(url, statements),
    onServer: (statement) => on(new URL('/postgres', url).href, [statement]),
    backup: () => backupOf(url),
    async drop() {
      await drop()
      const roles = Object.values(urls).map((login) => `drop role if exists "${new URL(login).username}"`)
      await on(new URL('/postgres', url).href, roles)
    },
  }
}
