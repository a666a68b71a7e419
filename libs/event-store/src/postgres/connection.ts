import pg from 'pg'

const BYTEA = 17
const JSON_TEXT = 114
const TIMESTAMPTZ = 1184

/** PostgreSQL's text of a moment in UTC (`2026-11-25 13:45:00.1234+00`) as RFC 3339 with microseconds. */
const rfc3339Of = (text: string): string => {
  const [seconds = '', fraction = ''] = text.slice(0, text.lastIndexOf('+')).split('.')
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`
}

// PostgreSQL sends bytea as `\x` and hexadecimal: hashes stay hexadecimal, without an intermediate Buffer.
const typeParsers = new Map<number, (text: string) => unknown>([
  [BYTEA, (text) => text.slice(2)],
  [TIMESTAMPTZ, rfc3339Of],
])

const typesOf = (ownParsers: ReadonlyMap<number, (text: string) => unknown>): pg.CustomTypesConfig => ({
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    ownParsers.get(oid) ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown)) as typeof pg.types.getTypeParser,
})

/**
 * Sessions that stay open once they were needed: a login takes more processor time than fifty statements, and an idle
 * process comes back each few seconds. Any other is closed when it was not used for ten seconds.
 */
const KEPT_SESSIONS = 4

const commonConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'case-timeline event store',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
})

/**
 * Configuration of connections that read: json columns are not parsed, since their exact text was hashed. A plan that was
 * made while the log was short would pass over the whole log for each read until the next ANALYZE. So sequential scans
 * are the last resort.
 */
export const readerConfig = (url: string): pg.PoolConfig => ({
  ...commonConfig(url),
  min: KEPT_SESSIONS,
  options: '-c TimeZone=UTC -c jit=off -c enable_seqscan=off -c statement_timeout=60000',
  query_timeout: 65_000,
  types: typesOf(new Map([...typeParsers, [JSON_TEXT, (text: string) => text]])),
})

/**
 * Configuration of connections that append. A plan that was made while the log was empty would scan the whole log in
 * every look-up until the next ANALYZE. So plans are generic, and sequential scans are the last resort. The wait for a lock is longer
 * than an append may be left open (`events.end_stalled_appends`).
 */
export const writerConfig = (url: string): pg.ClientConfig => ({
  ...commonConfig(url),
  options:
    '-c TimeZone=UTC -c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c lock_timeout=6000 -c statement_timeout=30000',
  query_timeout: 35_000,
  types: typesOf(typeParsers),
})

/** Opens a connection. */
export const connectClient = async (config: pg.ClientConfig): Promise<pg.Client> => {
  const client = new pg.Client(config)
  // An error between two queries ends the connection, of which 'end' informs the owner. Without a listener, the error
  // would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
