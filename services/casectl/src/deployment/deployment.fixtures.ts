import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import type { Environment } from '../client.ts'
import { run } from '../run.ts'

/** Names on the server of this test run that no other specification uses, and a folder for files. */
export interface TestDeployment {
  readonly adminUrl: string
  readonly prefix: string
  readonly folder: string
  /** The URL of a database of the server, as its superuser. */
  urlOf(database: string): string
  /** Runs one statement as superuser in a database, on a connection of its own. */
  query<R extends pg.QueryResultRow>(database: string, statement: string): Promise<R[]>
  /** Drops every database and login with the prefix, and the folder. */
  remove(): Promise<void>
}

export const testDeployment = async (): Promise<TestDeployment> => {
  const { url: adminUrl, drop } = await testDatabase()
  const prefix = `dep_${randomUUID().slice(0, 8)}_`
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-deployment-'))
  const server = new URL(adminUrl).pathname.slice(1)
  const urlOf = (database: string) => new URL(`/${database}`, adminUrl).href
  const query = <R extends pg.QueryResultRow>(database: string, statement: string) => queried<R>(urlOf(database), statement)
  return {
    adminUrl,
    prefix,
    folder,
    urlOf,
    query,
    async remove() {
      const databases = await query<{ name: string }>(
        server,
        `select datname as name from pg_database where starts_with(datname, '${prefix}')`,
      )
      for (const { name } of databases) await query(server, `drop database "${name}" with (force)`)
      const logins = await query<{ name: string }>(server, `select rolname as name from pg_roles where starts_with(rolname, '${prefix}')`)
      for (const { name } of logins) await query(server, `drop role "${name}"`)
      await rm(folder, { recursive: true })
      await drop()
    },
  }
}

/** Runs one statement at a URL. */
export const queried = async <R extends pg.QueryResultRow>(url: string, statement: string): Promise<R[]> => {
  const session = new pg.Client({ connectionString: url })
  await session.connect()
  try {
    return (await session.query<R>(statement)).rows
  } finally {
    await session.end()
  }
}

/** Runs casectl in this process. */
export const casectl = async (env: Environment, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const texts = { out: '', err: '' }
  const stream = (name: keyof typeof texts) =>
    ({ write: (chunk: string) => ((texts[name] += chunk), true) }) as unknown as NodeJS.WritableStream
  const code = await run(args, env, { out: stream('out'), err: stream('err') })
  return { code, ...texts }
}
