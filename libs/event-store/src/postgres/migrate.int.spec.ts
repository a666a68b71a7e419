import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { command } from '../contract/harness.fixtures.ts'
import { StoreDenied, StoreUnavailable } from '../event-store.ts'
import { eventDatabase, LOGINS, type EventDatabase } from './database.fixtures.ts'
import { migrateEventStore } from './migrate.ts'
import { postgresEventStore } from './postgres-event-store.ts'

describe('making a database ready for the event store', () => {
  let database: EventDatabase
  beforeAll(async () => {
    database = await eventDatabase()
  })
  afterAll(() => database.drop())

  const appendWith = async (url: string): Promise<string> => {
    const store = postgresEventStore({ url })
    try {
      return (await store.append(command())).outcome
    } finally {
      await store.close()
    }
  }

  it('may be done again, by several at once, and keeps what is recorded', async () => {
    expect(await appendWith(database.urls.investigation)).toBe('appended')
    const all = await Promise.all(Array.from({ length: 4 }, () => migrateEventStore(database.adminUrl, { logins: LOGINS })))
    expect(all).toEqual(all.map(() => database.urls))
    expect(await appendWith(database.urls.investigation)).toBe('appended')
  })

  it('makes several databases of one cluster at once, each with logins of its own', async () => {
    const others = await Promise.all([eventDatabase(), eventDatabase(), eventDatabase()])
    expect(await Promise.all(others.map((one) => appendWith(one.urls.investigation)))).toEqual(others.map(() => 'appended'))
    const [first, second] = others
    const foreign = new URL(first?.urls.investigation ?? '')
    foreign.pathname = new URL(second?.adminUrl ?? '').pathname
    await expect(appendWith(foreign.href)).rejects.toThrow(StoreDenied)
    await Promise.all(others.map((one) => one.drop()))
  })

  it('changes a password that is given anew', async () => {
    const { investigation } = await migrateEventStore(database.adminUrl, { logins: { ...LOGINS, investigation: `a new 'one'` } })
    await expect(appendWith(database.urls.investigation)).rejects.toThrow(StoreDenied)
    expect(await appendWith(investigation)).toBe('appended')
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
  })

  it.each([
    ['write to the log', `insert into events.event (position) values (1)`],
    ['change its own service', `update events.service_login set service = 'auditTrail'`],
    ['read who is who', 'select * from events.service_login'],
    [
      'append in a transaction of another isolation',
      'begin isolation level repeatable read; select * from events.append_one(null, null, null, null, null, null, null, null, null, null, null, null)',
    ],
  ])('a service may not %s', async (_, statement) => {
    const client = new pg.Client({ connectionString: database.urls.investigation })
    await client.connect()
    await expect(client.query(statement)).rejects.toThrow(/permission denied|READ COMMITTED/)
    await client.end()
  })

  it('says that the server is not there, and that nothing was lost by asking', async () => {
    await expect(appendWith('postgres://nobody:x@127.0.0.1:1/none')).rejects.toThrow(StoreUnavailable)
    const store = postgresEventStore({ url: 'postgres://nobody:x@127.0.0.1:1/none' })
    await expect(store.readStream('investigation.case-1')).rejects.toThrow(StoreUnavailable)
    await store.close()
  })
})
