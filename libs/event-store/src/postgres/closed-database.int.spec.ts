import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { command } from '../contract/harness.fixtures.ts'
import { StoreUnavailable } from '../event-store.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

let database: EventDatabase
beforeAll(async () => {
  database = await eventDatabase()
})
afterAll(() => database.drop())

it('a store whose database accepts no connections at present, as while it is copied, is unavailable and records afterwards', async () => {
  const name = new URL(database.adminUrl).pathname.slice(1)
  const store = postgresEventStore({ url: database.urls.investigation })
  await store.append(command())
  await database.onServer(`alter database ${name} allow_connections false`)
  await database.onServer(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`)
  await expect(store.append(command())).rejects.toThrow(StoreUnavailable)
  await expect(store.readAll({ after: '0', limit: 10 })).rejects.toThrow(StoreUnavailable)
  await database.onServer(`alter database ${name} allow_connections true`)
  expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  await store.close()
})
