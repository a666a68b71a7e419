import type { ServiceName } from '@case-timeline/contracts'
import { startEventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type DeploymentSettings, WrongDeployment } from './deployment.ts'
import { LOGINS } from './eventstoredb/server.fixtures.ts'
import { identifyDeployment, openEventStore } from './open-event-store.ts'
import { eventDatabase, LOGINS as PASSWORDS, type EventDatabase } from './postgres/database.fixtures.ts'
import { migrateEventStore } from './postgres/migrate.ts'

const KEY = Buffer.alloc(32, 1)

const settingsOf = (service: ServiceName, more: Partial<DeploymentSettings> = {}): DeploymentSettings => ({
  service,
  name: 'zz-north',
  digestKey: KEY,
  ...more,
})

let database: EventDatabase
let server: Awaited<ReturnType<typeof startEventStoreDb>>
beforeAll(async () => {
  database = await eventDatabase()
  server = await startEventStoreDb({ logins: LOGINS })
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

describe.each<[string, (service: ServiceName) => string]>([
  ['PostgreSQL', (service) => database.urls[service]],
  ['EventStoreDB', (service) => server.url(service)],
])('the deployment that records its events in %s', (_, urlOf) => {
  it('is recorded by its first start, whichever service that is, and is the same for all services afterwards', async () => {
    const first = await identifyDeployment(urlOf('prosecution'), settingsOf('prosecution'))
    expect(first).toMatchObject({ name: 'zz-north' })
    for (const service of ['investigation', 'auditTrail', 'prosecution'] as const)
      expect(await identifyDeployment(urlOf(service), settingsOf(service))).toEqual(first)
  })

  it('is refused under another name or with another key, and stays as it was recorded', async () => {
    const other = settingsOf('adjudication', { name: 'zz-south' })
    await expect(identifyDeployment(urlOf('adjudication'), other)).rejects.toThrow(WrongDeployment)
    const otherKey = settingsOf('investigation', { digestKey: Buffer.alloc(32, 2) })
    await expect(identifyDeployment(urlOf('investigation'), otherKey)).rejects.toThrow(/^DIGEST_KEY is not the key/)
    expect(await identifyDeployment(urlOf('adjudication'), settingsOf('adjudication'))).toMatchObject({ name: 'zz-north' })
  })

  it('is no event: a reader of the log finds none', async () => {
    const store = openEventStore(urlOf('investigation'), 'investigation')
    expect((await store.readAll({ after: '0', limit: 10 })).events).toEqual([])
    await store.close()
  })
})

describe('an event store in PostgreSQL', () => {
  it('knows whose login asks', () =>
    expect(identifyDeployment(database.urls.prosecution, settingsOf('investigation'))).rejects.toThrow(
      'EVENT_STORE_URL has the login of prosecution, not of investigation: set the URL of investigation',
    ))

  it('that a newer release has migrated is refused to services and to the migration of this release', async () => {
    await database.asAdmin('insert into events_migrations.applied (version) values (9001)')
    await expect(identifyDeployment(database.urls.investigation, settingsOf('investigation'))).rejects.toThrow(
      /a newer release has changed the event store \(migration 9001; this release knows \d+, and 9001 is needed\)/,
    )
    await expect(migrateEventStore(database.adminUrl, { logins: PASSWORDS })).rejects.toThrow(WrongDeployment)
  })

  it('lets no login change the record of its deployment, and not even a superuser change or delete it', async () => {
    for (const statement of [`update events.deployment set name = 'x'`, 'delete from events.deployment'])
      await expect(database.asAdmin(statement)).rejects.toThrow('events are append-only')
  })
})
