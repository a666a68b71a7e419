import pg from 'pg'
import type { StoreServer } from '../store-server.ts'
import { readerConfig } from './connection.ts'
import type { LogReader } from './log-reader.ts'

/** What the server says of itself. */
export const storeServer = (log: LogReader, url: string) => {
  const { host, port, database } = new pg.Client(readerConfig(url))
  return {
    /** Names the log: the same for all who read it in this process. */
    log: `${host}:${port}/${database}`,
    async describe(): Promise<StoreServer> {
      const version = (onSeenLog: string): string => `select current_setting('server_version') as version where ${onSeenLog}`
      const [row] = await log.read<{ version: string }>('server', version, [])
      return { product: `PostgreSQL ${row?.version ?? ''}`, address: `${host}:${port}` }
    },
  }
}
