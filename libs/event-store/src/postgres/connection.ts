import pg from 'pg'

const BYTEA = 17
const JSON_TEXT = 114
const TIMESTAMPTZ = 1184

/** PostgreSQL's text of a moment in UTC (`2026-11-25 13:45:00.1234+00`) as RFC 3339 with microseconds. */
const moment = (text: string): string => {
  const [seconds = '', fraction = ''] = text.slice(0, text.lastIndexOf('+')).split('.')
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`
}

// The hashed texts stay texts, and hashes become hexadecimal without a detour over a Buffer.
const readers = new Map<number, (text: string) => unknown>([
  [BYTEA, (text) => text.slice(2)],
  [TIMESTAMPTZ, moment],
])

const typesOf = (own: ReadonlyMap<number, (text: string) => unknown>): pg.CustomTypesConfig => ({
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    own.get(oid) ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown)) as typeof pg.types.getTypeParser,
})

const common = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'case-timeline event store',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
})

/** Configuration of connections that read: texts of json columns stay text. */
export const readerConfig = (url: string): pg.ClientConfig => ({
  ...common(url),
  options: '-c TimeZone=UTC -c jit=off -c statement_timeout=60000',
  query_timeout: 65_000,
  types: typesOf(new Map([...readers, [JSON_TEXT, (text: string) => text]])),
})

/**
 * Configuration of connections that append. A plan that was made while the log was empty would scan it in every look-up
 * until the next analyze: so plans are generic, and sequential scans the last resort.
 */
export const writerConfig = (url: string): pg.ClientConfig => ({
  ...common(url),
  options: '-c TimeZone=UTC -c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c statement_timeout=30000',
  query_timeout: 35_000,
  types: typesOf(readers),
})

export const connected = async (config: pg.ClientConfig): Promise<pg.Client> => {
  const client = new pg.Client(config)
  // An error between two queries ends the connection; whoever holds it hears 'end'. Without a listener it ends the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
