import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command, TYPES } from '../contract/harness.fixtures.ts'
import { UpgradeRefused } from '../deployment.ts'
import { verifyLog } from '../log-heads/verify-log.ts'
import { eventDatabase, LOGINS, type EventDatabase } from './database.fixtures.ts'
import { type FirstShapeService, firstShapeService } from './first-shape.fixtures.ts'
import { migrateEventStore, NEWEST_MIGRATION, OLDEST_MIGRATION } from './migrate.ts'
import { postgresEventStore } from './postgres-event-store.ts'

let database: EventDatabase
let older: FirstShapeService
beforeEach(async () => {
  database = await eventDatabase({ upTo: 3 })
  older = await firstShapeService(database.urls.investigation)
})
afterEach(async () => {
  await older.close()
  await database.drop()
})

const migrate = () => migrateEventStore(database.adminUrl, { logins: LOGINS, types: TYPES })
const newest = async () => (await database.asAdmin('select max(version)::int as newest from events_migrations.applied')).rows[0]?.newest

describe('an event store whose migrations take away what its services use', () => {
  it('is not migrated while services are connected, which go on to record and read', async () => {
    const stream = aStream()
    await older.append(command({ stream }))
    const refusal = /^migration 4 of the event store takes away .* with sessions: investigation \(1\)\. Stop every service, migrate, and /
    await expect(migrate()).rejects.toThrow(refusal)
    await expect(migrate()).rejects.toThrow(UpgradeRefused)
    expect(await newest()).toBe(3)
    expect(await older.append(command({ stream }))).toBe('0')
    expect(await older.read(stream)).toEqual(['investigation.NoteTaken', 'investigation.NoteTaken'])
  })

  it('is migrated when a service that waits for the migrations connects for a moment', async () => {
    await older.close()
    let isWaiting = true
    const connectAgainAndAgain = async () => {
      while (isWaiting) await firstShapeService(database.urls.prosecution).then((one) => Promise.all([one.close(), pause(200)]))
    }
    const waiting = connectAgainAndAgain()
    await migrate()
    isWaiting = false
    await waiting
    expect(await newest()).toBe(NEWEST_MIGRATION)
    older = await firstShapeService(database.urls.investigation)
  })

  it('is migrated once they have stopped: streams continue, retries are recognised, and every hash holds', async () => {
    const stream = aStream()
    const recorded = command({ stream, text: 'before' })
    await older.append(recorded)
    await older.close()
    await migrate()
    const [store, auditTrail] = [database.urls.investigation, database.urls.auditTrail].map((url) => postgresEventStore({ url }))
    expect(await store!.append(recorded)).toMatchObject({ outcome: 'duplicate' })
    expect(await store!.append(command({ stream, expected: 0 }))).toMatchObject({ outcome: 'appended' })
    expect(await verifyLog(auditTrail!, [])).toMatchObject({ events: 2, streams: 1, findings: [] })
    await Promise.all([store!.close(), auditTrail!.close()])
    older = await firstShapeService(database.urls.investigation)
  })

  it('refuses services of the older release afterwards: they neither record nor read', async () => {
    await older.close()
    await migrate()
    older = await firstShapeService(database.urls.investigation)
    const stream = aStream()
    await expect(older.append(command({ stream }))).rejects.toThrow(/function events.append_one.* does not exist/)
    await expect(older.read(stream)).rejects.toThrow('permission denied for table event')
  })
})

describe('a migration that only adds', () => {
  it('is applied while services of the release before are connected', async () => {
    await older.close()
    await migrateEventStore(database.adminUrl, { logins: LOGINS, upTo: OLDEST_MIGRATION })
    older = await firstShapeService(database.urls.investigation)
    await migrate()
    expect(await newest()).toBe(NEWEST_MIGRATION)
  })
})
