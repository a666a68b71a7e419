import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import { provideVault } from './provide-vault.ts'

export const PASSWORDS = Object.fromEntries(SERVICES.map((service) => [service, `pw-${service}`])) as Record<ServiceName, string>

export interface VaultDatabase {
  readonly name: string
  readonly adminUrl: string
  readonly urls: Record<ServiceName, string>
  /** Runs a statement as superuser, on a separate connection. */
  asAdmin(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult>
  drop(): Promise<void>
}

/** Runs one statement on a separate connection. */
export const once = async (url: string, statement: string, values: readonly unknown[] = []): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement, [...values])
  } finally {
    await client.end()
  }
}

/**
 * A vault for one specification, on the server that jest started, with its logins. Logins belong to the whole server,
 * so `drop` removes them in addition to the database.
 */
export const vaultDatabase = async (): Promise<VaultDatabase> => {
  const { url, drop } = await testDatabase()
  const name = new URL(url).pathname.slice(1)
  const urls = await provideVault(url, PASSWORDS, name)
  return {
    name,
    adminUrl: url,
    urls,
    asAdmin: (statement, values) => once(url, statement, values),
    async drop() {
      await drop()
      const server = new URL('/postgres', url).href
      for (const login of Object.values(urls)) await once(server, `drop role if exists "${new URL(login).username}"`)
    },
  }
}
