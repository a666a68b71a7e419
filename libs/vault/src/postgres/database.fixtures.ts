import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import { provideVault } from './provide-vault.ts'

export const PASSWORDS = Object.fromEntries(SERVICES.map((service) => [service, `pw-${service}`])) as Record<ServiceName, string>

export interface VaultDatabase {
  readonly name: string
  readonly adminUrl: string
  readonly urls: Record<ServiceName, string>
  /** As superuser, each time on a connection of its own. */
  asAdmin(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult>
  drop(): Promise<void>
}

/** One statement on a connection of its own. */
export const once = async (url: string, statement: string, values: readonly unknown[] = []): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement, [...values])
  } finally {
    await client.end()
  }
}

/** A vault of its own on the server that jest started, and its logins, which belong to the cluster, removed with it. */
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
