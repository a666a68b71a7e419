import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import { migrateEventStore } from './migrate.ts'

export const LOGINS = Object.fromEntries(SERVICES.map((service) => [service, `pw-${service}`])) as Record<ServiceName, string>

export interface EventDatabase {
  readonly adminUrl: string
  readonly urls: Record<ServiceName, string>
  /** As superuser, each time on a connection of its own. */
  asAdmin(...statements: readonly string[]): Promise<pg.QueryResult>
  drop(): Promise<void>
}

/** A migrated database of its own, and its logins, which belong to the cluster, removed with it. */
export const eventDatabase = async (): Promise<EventDatabase> => {
  const { url, drop } = await testDatabase()
  const urls = await migrateEventStore(url, { logins: LOGINS })
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
  return {
    adminUrl: url,
    urls,
    asAdmin: (...statements) => on(url, statements),
    async drop() {
      await drop()
      const roles = Object.values(urls).map((login) => `drop role if exists "${new URL(login).username}"`)
      await on(new URL('/postgres', url).href, roles)
    },
  }
}
