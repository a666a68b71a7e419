import { silentNetwork, type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { problemOf } from '@case-timeline/http'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { openViewsDatabase } from './views-database.ts'

const FIELDS = ['SFATAL', 'C57P01', 'Mterminating connection due to unexpected postmaster exit'].map((field) => `${field}\0`).join('')
/** The last message of a PostgreSQL session whose server was killed. */
const FATAL_ERROR_MESSAGE = Buffer.concat([Buffer.from('E'), Buffer.from([0, 0, 0, FIELDS.length + 5]), Buffer.from(`${FIELDS}\0`)])
/** The end of the answer to a login: ready for query, not in a transaction. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

let database: TestDatabase
let server: Server
/** The number of next sessions that are ended right after their login. */
let sessionsToEnd = 0

beforeAll(async () => {
  database = await testDatabase()
  server = createServer((incoming) => {
    const outgoing = connect(Number(new URL(database.url).port), '127.0.0.1')
    const isToEnd = sessionsToEnd > 0
    if (isToEnd) sessionsToEnd -= 1
    for (const socket of [incoming, outgoing])
      socket.on('error', () => undefined).on('close', () => [incoming, outgoing].forEach((one) => void one.destroy()))
    incoming.pipe(outgoing)
    outgoing.on('data', (chunk: Buffer) => {
      if (isToEnd && chunk.subarray(-READY.length).equals(READY)) incoming.end(Buffer.concat([chunk, FATAL_ERROR_MESSAGE]))
      else incoming.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await database.drop()
})

it('a session that the server ends right after its login fails its query, not the process', async () => {
  const url = new URL(database.url)
  url.port = String((server.address() as AddressInfo).port)
  const db = await openViewsDatabase({ url: url.href, name: 'spec', views: [] })
  // More sessions than the pool left idle: the next query needs a new session.
  const held = Array.from({ length: 5 }, () => db.createQueryRunner())
  await Promise.all(held.map((one) => one.connect()))
  sessionsToEnd = 1
  await expect(db.query('select 1 as one')).rejects.toThrow()
  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
  await Promise.all(held.map((one) => one.release()))
  await db.destroy()
})

/** Longer than any statement of this specification takes on a busy machine. */
const BOUND_MS = 2_000

const bounded = (url: string): string => {
  const changed = new URL(url)
  changed.searchParams.set('query_timeout', String(BOUND_MS))
  return changed.href
}

it('a request whose connection has become silent is answered with 503 when its time is over, and the next one has another', async () => {
  const network = await silentNetwork(database.url)
  const db = await openViewsDatabase({ url: bounded(network.url), name: 'spec', views: [] })
  const cut: unknown = await db
    .transaction(async (tx) => {
      await tx.query('select 1 as one')
      network.silence()
      await tx.query('select 1 as one')
    })
    .catch((error: unknown) => error)
  expect([problemOf(cut).kind, String(cut)]).toEqual(['unavailable', expect.stringContaining('Query read timeout')])
  network.passAgain()
  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
  await db.destroy()
  network.close()
})

it('a migration waits for that of another process for longer than a statement may take', async () => {
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('select pg_advisory_lock(7264010)')
  const ofLogin = new URL(bounded(database.url))
  ofLogin.searchParams.set('options', `-c statement_timeout=${BOUND_MS - 500}`)
  const opening = openViewsDatabase({ url: ofLogin.href, name: 'spec', views: [] })
  const waiting = `select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()
    and clock_timestamp() > query_start + interval '${BOUND_MS + 200} ms'`
  while ((await holder.query(waiting)).rowCount === 0) await setTimeout(50)
  await holder.query('select pg_advisory_unlock(7264010)')
  await (await opening).destroy()
  await holder.end()
})

it('a session that is kept open while it is idle is known to be dead within half a minute', async () => {
  const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive')
  try {
    const db = await openViewsDatabase({ url: database.url, name: 'spec', views: [] })
    await db.destroy()
    expect([...new Set(keepAlive.mock.calls.map(([isEnabled, delayMs]) => `${isEnabled} ${delayMs}`))]).toEqual(['true 10000'])
  } finally {
    keepAlive.mockRestore()
  }
})
