import { randomBytes } from 'node:crypto'
import pg from 'pg'

export interface TestDatabase {
  /** Superuser's URL of an empty database of its own. */
  readonly url: string
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>
}

/** A database that nobody else uses, on the server that jest started for this run (libs/embedded/jest). */
export const testDatabase = async (): Promise<TestDatabase> => {
  const server = process.env['CASE_TIMELINE_TEST_PG']
  if (!server) throw new Error('CASE_TIMELINE_TEST_PG is not set: run this spec with jest --selectProjects int, e2e or data.')
  const name = `test_${randomBytes(6).toString('hex')}`
  await once(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => once(server, `drop database if exists ${name} with (force)`) }
}

const once = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
