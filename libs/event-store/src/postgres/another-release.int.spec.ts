import { afterEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { command } from '../contract/harness.fixtures.ts'
import { NotMigratedYet, WrongDeployment } from '../deployment.ts'
import type { Append } from '../event-store.ts'
import { eventDatabase, LOGINS, type EventDatabase } from './database.fixtures.ts'
import { identifyInPostgres } from './identify.ts'
import { migrateEventStore, NEWEST_MIGRATION, OLDEST_MIGRATION } from './migrate.ts'
import { postgresEventStore } from './postgres-event-store.ts'

let database: EventDatabase
afterEach(() => database.drop())

const identify = () =>
  identifyInPostgres(database.urls.investigation, { service: 'investigation', name: 'zz-north', digestKey: Buffer.alloc(32, 1) })

/** What a service of this release reads of a case in which it has recorded one fact. */
const recordedAndRead = async (): Promise<readonly string[]> => {
  const store = postgresEventStore({ url: database.urls.investigation })
  const [caseId, stream] = [randomUUID(), `investigation.case-${randomUUID()}`]
  try {
    const { outcome } = await store.append(command({ caseId, stream, text: 'seen' }))
    const history = await store.readCase(caseId)
    return [outcome, ...history.map(({ type, data }) => `${type} ${JSON.stringify(data)}`)]
  } finally {
    await store.close()
  }
}
const ONE_FACT = ['appended', 'investigation.NoteTaken {"text":"seen"}']

/** What a later release adds in one migration and, once no release needs the old names, removes in another. */
const ADDS = [
  'alter table events.event add column seen_by text',
  'create table events.seen (position bigint primary key)',
  'create function events.seen() returns int language sql return 1',
]
const applied = (version: number, needs: number | null) =>
  `insert into events_migrations.applied (version, needs) values (${version}, ${needs ?? 'null'})`

describe('an event store in the shape of another release', () => {
  it('is used by this release before its migrations have run, if it is that of the release before', async () => {
    database = await eventDatabase({ upTo: OLDEST_MIGRATION })
    await identify()
    expect(await recordedAndRead()).toEqual(ONE_FACT)
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    await identify()
  })

  it('records one of several commands of a stream that are sent at once, and the others when they are sent again', async () => {
    database = await eventDatabase({ upTo: OLDEST_MIGRATION })
    const store = postgresEventStore({ url: database.urls.investigation })
    const stream = `investigation.case-${randomUUID()}`
    const [first, ...others] = (['new', 0, 1] as const).map((expected) => command({ stream, expected }))
    const send = async (commands: readonly Append[]) =>
      (await Promise.all(commands.map((one) => store.append(one)))).map((one) => one.outcome)
    try {
      expect(await send([first!, ...others])).toEqual(['appended', 'conflict', 'conflict'])
      await migrateEventStore(database.adminUrl, { logins: LOGINS })
      expect(await send(others)).toEqual(['appended', 'appended'])
    } finally {
      await store.close()
    }
  })

  it('is waited for where it is older than that', async () => {
    database = await eventDatabase({ upTo: OLDEST_MIGRATION - 1 })
    await expect(identify()).rejects.toThrow(NotMigratedYet)
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    await identify()
  })

  it('is used by this release where a newer one has only added to it', async () => {
    database = await eventDatabase()
    await database.asAdmin(...ADDS, applied(NEWEST_MIGRATION + 1, NEWEST_MIGRATION))
    await identify()
    expect(await recordedAndRead()).toEqual(ONE_FACT)
  })

  it('needs no later migration than that of the release before, however many this release has added', async () => {
    database = await eventDatabase({ upTo: OLDEST_MIGRATION })
    await identify()
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    const needed = async () => (await database.asAdmin('select events.needed_migration()')).rows[0]?.needed_migration
    expect(await needed()).toBe(OLDEST_MIGRATION)
    await database.asAdmin('update events_migrations.applied set needs = version - 1 where needs is not null')
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    expect(await needed()).toBe(OLDEST_MIGRATION)
  })

  it('is refused where a newer one needs what this release does not know, whatever was added after it', async () => {
    database = await eventDatabase()
    await database.asAdmin(applied(NEWEST_MIGRATION + 1, NEWEST_MIGRATION), applied(NEWEST_MIGRATION + 2, NEWEST_MIGRATION + 1))
    const refusal = `a newer release has changed the event store (migration ${NEWEST_MIGRATION + 3}; this release knows ${NEWEST_MIGRATION}, and ${NEWEST_MIGRATION + 1} is needed): start investigation in that release`
    await database.asAdmin(applied(NEWEST_MIGRATION + 3, NEWEST_MIGRATION))
    await expect(identify()).rejects.toThrow(new WrongDeployment(refusal))
  })

  it('is refused where a newer one does not say what its migration needs', async () => {
    database = await eventDatabase()
    await database.asAdmin(applied(NEWEST_MIGRATION + 1, null))
    await expect(identify()).rejects.toThrow(WrongDeployment)
  })

  it('is not changed by the migration of this release, even where its services work on it', async () => {
    database = await eventDatabase()
    await database.asAdmin(applied(NEWEST_MIGRATION + 1, NEWEST_MIGRATION))
    await expect(migrateEventStore(database.adminUrl, { logins: LOGINS })).rejects.toThrow(WrongDeployment)
  })
})
