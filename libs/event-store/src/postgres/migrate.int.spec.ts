import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventType, type EventType } from '@case-timeline/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { command, SecretKept } from '../contract/harness.fixtures.ts'
import { LoginRefused, StoreDenied, StoreUnavailable } from '../event-store.ts'
import { eventDatabase, LOGINS, type EventDatabase } from './database.fixtures.ts'
import { migrateEventStore, OLDEST_MIGRATION } from './migrate.ts'
import { postgresEventStore } from './postgres-event-store.ts'

describe('migrating a database for the event store', () => {
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

  it('may be repeated, also by several processes at the same time, and keeps the recorded events', async () => {
    expect(await appendWith(database.urls.investigation)).toBe('appended')
    const all = await Promise.all(Array.from({ length: 4 }, () => migrateEventStore(database.adminUrl, { logins: LOGINS })))
    expect(all).toEqual(all.map(() => database.urls))
    expect(await appendWith(database.urls.investigation)).toBe('appended')
  })

  it('waits briefly for a table that is in use, so that nobody waits behind it, and tries again', async () => {
    const older = await eventDatabase({ upTo: OLDEST_MIGRATION })
    const backup = new pg.Client({ connectionString: older.adminUrl })
    await backup.connect()
    await backup.query('begin')
    await backup.query('lock table events_migrations.applied in access share mode')
    const migrating = migrateEventStore(older.adminUrl, { logins: LOGINS })
    const isWaiting = async () =>
      (await older.asAdmin(`select from pg_locks where relation = 'events_migrations.applied'::regclass and not granted`)).rowCount === 1
    while (!(await isWaiting())) await pause(20)
    // Needs the table, too, and gets it while the backup still has it.
    await older.asAdmin('select from events_migrations.applied')
    await backup.query('commit')
    await backup.end()
    await migrating
    await older.drop()
  })

  it('prepares several databases of one cluster at the same time, each with its own logins', async () => {
    const others = await Promise.all([eventDatabase(), eventDatabase(), eventDatabase()])
    expect(await Promise.all(others.map((one) => appendWith(one.urls.investigation)))).toEqual(others.map(() => 'appended'))
    const [first, second] = others
    const foreign = new URL(first?.urls.investigation ?? '')
    foreign.pathname = new URL(second?.adminUrl ?? '').pathname
    await expect(appendWith(foreign.href)).rejects.toThrow(StoreDenied)
    await Promise.all(others.map((one) => one.drop()))
  })

  it('changes the password of a login when it gets another one', async () => {
    const { investigation } = await migrateEventStore(database.adminUrl, { logins: { ...LOGINS, investigation: `a new 'one'` } })
    await expect(appendWith(database.urls.investigation)).rejects.toThrow(LoginRefused)
    expect(await appendWith(investigation)).toBe('appended')
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
  })

  it.each([
    ['write to the log', `insert into events.event (position) values (1)`],
    ['change its own service', `update events.service_login set service = 'auditTrail'`],
    ['read the table of logins', 'select * from events.service_login'],
    ['read the table of types', 'select * from events.recordable_type'],
    ['create a table', 'create temporary table mine (id int)'],
    ['store a large object', 'select lo_create(0)'],
  ])('leaves a service without the right to %s', async (_, statement) => {
    const client = new pg.Client({ connectionString: database.urls.investigation })
    await client.connect()
    await expect(client.query(statement)).rejects.toThrow(/permission denied/)
    await client.end()
  })

  it('lets the services record the new types of a release once its migration has run', async () => {
    const Found = eventType({ ...SecretKept, type: 'investigation.FoundInALaterRelease' }) as EventType
    const events = command({ facts: [{ type: Found.type, data: { text: 'new' } }], types: [Found] })
    const store = postgresEventStore({ url: database.urls.investigation })
    await expect(store.append(events)).rejects.toThrow(/the database was not migrated to this release/)
    await migrateEventStore(database.adminUrl, { logins: LOGINS, types: [Found] })
    expect(await store.append(events)).toMatchObject({ outcome: 'appended' })
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
    await store.close()
  })

  it('reports that the server cannot be reached and that the command may be sent again', async () => {
    await expect(appendWith('postgres://nobody:x@127.0.0.1:1/none')).rejects.toThrow(StoreUnavailable)
    const store = postgresEventStore({ url: 'postgres://nobody:x@127.0.0.1:1/none' })
    await expect(store.readStream('investigation.case-1')).rejects.toThrow(StoreUnavailable)
    await store.close()
  })
})
