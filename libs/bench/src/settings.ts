import { cpus } from 'node:os'
import pg from 'pg'

/** What the figures depend on, in one line. @throws when the server does not wait for the disk: then they would say nothing */
export const settings = async (serverUrl: string): Promise<string> => {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  const { rows } = await client.query<{ version: string; commit: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
  )
  await client.end()
  const [now] = rows
  if (now?.commit !== 'on' || now.fsync !== 'on')
    throw new Error(`synchronous_commit is ${now?.commit} and fsync is ${now?.fsync}: measure on a server that has both on`)
  return `PostgreSQL ${now.version}, synchronous_commit=on, fsync=on; Node ${process.versions.node}; ${cpus().length} cores`
}
