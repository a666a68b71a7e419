import type pg from 'pg'
import type { Parameters } from './attack.fixtures.ts'
import { APPEND_ONE } from './migrations/0004-append.migration.ts'

/** What `pg` has of a connection and does not declare. */
interface Connection {
  parse(message: object): void
  bind(message: object): void
  execute(message: object): void
  flush(): void
  readonly stream: { pause(): void }
}

const connectionOf = (client: pg.Client): Connection => (client as unknown as { connection: Connection }).connection

/** Sends messages and waits for none of their answers. */
const send = (client: pg.Client, submit: (connection: Connection) => void): void => {
  const ignore = (): void => undefined
  const handlers = ['RowDescription', 'DataRow', 'PortalSuspended', 'EmptyQuery', 'CommandComplete', 'ReadyForQuery', 'Error', 'CopyData']
  client.query({ submit, ...Object.fromEntries(handlers.map((name) => [`handle${name}`, ignore])) } as unknown as pg.Submittable)
}

const textOf = (value: unknown): unknown => {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return one === null || Buffer.isBuffer(one) ? one : String(one)
}

const bytesAsText = (value: unknown): unknown => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value)

/**
 * Appends without a Sync: the server waits for the next message, with the transaction open, and shows the session as one
 * that executes its statement.
 * @param next an append of which the server then gets only the text
 */
export const withoutSync = async (client: pg.Client, append: Parameters, next?: Parameters): Promise<void> => {
  const { g_command: _, g_stream: _s, g_revision: _r, e_command: _c, ...rest } = append
  const values = [...Object.values(rest).map(textOf).map(bytesAsText), new Date().toISOString(), null, null]
  send(client, (connection) => {
    connection.parse({ name: '', text: APPEND_ONE, types: [] })
    connection.bind({ portal: '', statement: '', values })
    connection.execute({ portal: '', rows: 0 })
    if (next) connection.parse({ name: 'next', text: APPEND_ONE, types: [] })
    connection.flush()
  })
}

/** Copies more to the client than the buffers on the way have room for, and reads nothing of it. */
export const stuckCopy = async (client: pg.Client): Promise<void> => {
  client.query(`copy (select repeat('x', 10000) from generate_series(1, 1000000)) to stdout`).catch(() => undefined)
  connectionOf(client).stream.pause()
}
