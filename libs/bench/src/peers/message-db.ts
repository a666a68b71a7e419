import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { plainRecord } from '../content.ts'
import { Streams, type Prepare } from '../peer.ts'

// The files that message-db's install.sh passes to psql, in the same order, without its views and privileges, which an
// append does not need.
const FILES = [
  'roles/message-store',
  'schema/message-store',
  'extensions/pgcrypto',
  'tables/messages',
  'types/message',
  'functions/message-store-version',
  'functions/hash-64',
  'functions/acquire-lock',
  'functions/category',
  'functions/is-category',
  'functions/id',
  'functions/cardinal-id',
  'functions/stream-version',
  'functions/write-message',
  'indexes/messages-id',
  'indexes/messages-stream',
  'indexes/messages-category',
]

const install = async (url: string): Promise<void> => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@eventide/message-db/package.json')), 'database')
  const client = new pg.Client({ connectionString: url, options: '-c search_path=message_store,public' })
  await client.connect()
  for (const file of FILES) await client.query(await readFile(join(folder, `${file}.sql`), 'utf8'))
  await client.end()
}

const WRITE = { name: 'write', text: 'select write_message($1, $2, $3, $4, $5, $6)' }

/** Appends with message-db: one `write_message` per event, over one connection per client. */
export const messageDb: Prepare = async (adminUrl, clients) => {
  await install(adminUrl)
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: adminUrl, options: '-c search_path=message_store,public' })
      await client.connect()
      return client
    }),
  )
  const streams = new Streams(clients)
  return {
    async append(client) {
      const { id, revision } = streams.next(client)
      const { type, data, envelope } = plainRecord(randomUUID(), id)
      const values = [randomUUID(), `case-${id}`, type, JSON.stringify(data), JSON.stringify(envelope), revision]
      await connections[client]?.query({ ...WRITE, values })
    },
    close: async () => void (await Promise.all(connections.map((one) => one.end()))),
  }
}
