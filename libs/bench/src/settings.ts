import { cpus } from 'node:os'
import pg from 'pg'

/**
 * The settings on which the figures depend, in one line.
 * @throws when the server does not wait for the disk, because the figures would be meaningless
 */
export const settings = async (serverUrl: string): Promise<string> => {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  const { rows } = await client.query<{ version: string; commit: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
  )
  await client.end()
  const [current] = rows
  if (current?.commit !== 'on' || current.fsync !== 'on')
    throw new Error(`synchronous_commit is ${current?.commit} and fsync is ${current?.fsync}: measure on a server that has both on`)
  return `PostgreSQL ${current.version}, synchronous_commit=on, fsync=on; Node ${process.versions.node}; ${cpus().length} cores`
}
