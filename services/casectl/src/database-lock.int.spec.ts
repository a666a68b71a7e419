import { setTimeout as pause } from 'node:timers/promises'
import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { lockDatabases, type LockedDatabases } from './database-lock.ts'
import { AlreadyRunning, Failure } from './failure.ts'

let database: TestDatabase
let admin: pg.Client
const prefix = `lock_${process.pid}_`
const held: LockedDatabases[] = []
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  await admin.query(`create role ${prefix}views_investigation login password 'pw'`)
})
afterEach(() => Promise.all(held.splice(0).map((one) => one.release())))
afterAll(async () => {
  await admin.query(`drop role ${prefix}views_investigation`)
  await admin.end()
  await database.drop()
})

const lock = async (): Promise<{ readonly reports: string[]; readonly locked: LockedDatabases }> => {
  const reports: string[] = []
  const locked = await lockDatabases(database.url, prefix, (sentence) => reports.push(sentence))
  held.push(locked)
  return { reports, locked }
}

/** A session of a service. */
const connectService = async (): Promise<pg.Client> => {
  const url = new URL(database.url)
  url.username = `${prefix}views_investigation`
  url.password = 'pw'
  const service = new pg.Client({ connectionString: url.href })
  await service.connect()
  return service
}

const SESSIONS = `from pg_locks l join pg_stat_activity using (pid) where locktype = 'advisory' and objid = hashtext($1)::oid and granted`
const holders = async (): Promise<number> => (await admin.query(`select ${SESSIONS.replace('from', 'pid from')}`, [prefix])).rowCount ?? 0
const endSession = () => admin.query(`select pg_terminate_backend(pid) ${SESSIONS}`, [prefix])

describe('the lock of the databases at DATABASE_URL', () => {
  it('is held by one process, and free again when that has released it', async () => {
    const { locked } = await lock()
    await expect(lock()).rejects.toThrow(AlreadyRunning)
    await locked.release()
    expect(await holders()).toBe(0)
    await lock()
  })

  it('is taken again, and reported, each time when its session ends', async () => {
    const { reports } = await lock()
    for (const count of [1, 2]) {
      await endSession()
      while (reports.length < 2 * count) await pause(10)
      expect(await holders()).toBe(1)
    }
    expect(reports.slice(0, 2)).toEqual([
      expect.stringMatching(/has ended: the lock is taken again\.$/),
      expect.stringMatching(/is held again\.$/),
    ])
    await expect(lock()).rejects.toThrow(AlreadyRunning)
  })

  it('is refused while services of a running system are connected, although the session of its lock has ended', async () => {
    const service = await connectService()
    await expect(lock()).rejects.toThrow(/: sessions of its services are open\.$/)
    await service.end()
    await lock()
  })

  it('is refused at the same moment as it is taken again: the process that had it keeps it', async () => {
    const { reports } = await lock()
    const service = await connectService()
    const [second] = await Promise.all([lock().catch((failure: unknown) => failure), endSession()])
    expect(second).toBeInstanceOf(AlreadyRunning)
    while (reports.length < 2) await pause(10)
    expect(await holders()).toBe(1)
    await service.end()
  })

  it('is refused in one sentence where the server does not answer', async () => {
    const failure = await lockDatabases('postgres://postgres@127.0.0.1:9/postgres', prefix, () => undefined).catch((one: unknown) => one)
    expect(failure).toBeInstanceOf(Failure)
    expect(String(failure)).toContain('Cannot connect to PostgreSQL at DATABASE_URL')
  })
})
