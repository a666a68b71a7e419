import { randomBytes } from 'node:crypto'
import pg from 'pg'

export { silentNetwork } from './silent-network.fixtures.ts'

export interface TestDatabase {
  /** Superuser's URL of a separate empty database. */
  readonly url: string
  /** Closes the remaining connections and drops the database. */
  drop(): Promise<void>
}

/** A database for one specification, on the server that jest started for this run (libs/embedded/jest). */
export const testDatabase = async (): Promise<TestDatabase> => {
  const server = process.env['CASE_TIMELINE_TEST_PG']
  if (!server) throw new Error('CASE_TIMELINE_TEST_PG is not set: run this spec with jest --selectProjects int, e2e or data.')
  const name = `test_${randomBytes(6).toString('hex')}`
  await execute(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => execute(server, `drop database if exists ${name} with (force)`) }
}

const execute = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
