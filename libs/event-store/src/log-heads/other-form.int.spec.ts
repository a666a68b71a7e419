import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { aStream, command } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { parametersOf, rehashed, session } from '../postgres/attack.fixtures.ts'
import { eventDatabase, LOGINS, type EventDatabase } from '../postgres/database.fixtures.ts'
import { migrateEventStore } from '../postgres/migrate.ts'
import { postgresEventStore } from '../postgres/postgres-event-store.ts'
import { verifyLog } from './verify-log.ts'

/** The migration before the one by which the store refuses most of these. */
const BEFORE = 13

const DATA = ['{ "a":1}', '{"a":1}\n', '{"b":1,"a":1}', '{"a":1,"a":2}', '{"a":1.0}', '{"a":1e400}', '{"a":"\\u0061"}', '{"a":-0}']

let database: EventDatabase
let auditTrail: EventStore
beforeEach(async () => {
  database = await eventDatabase({ upTo: BEFORE })
})
afterEach(async () => {
  await auditTrail.close()
  await database.drop()
})

describe('a log in which a login recorded events in another form than RFC 8785', () => {
  const stream = aStream()
  const recorded = async () => {
    const police = await session(database.urls.investigation)
    const ids: string[] = []
    for (const dataText of ['{"a":1}', ...DATA]) {
      const sent = command({ stream })
      const events = sent.events.map((event) => rehashed({ ...event, dataText }, {}))
      ids.push(...events.map(({ id }) => id))
      expect(await police.one(parametersOf({ ...sent, events }))).toBe(0)
    }
    await police.close()
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    auditTrail = postgresEventStore({ url: database.urls.auditTrail })
    return ids.slice(1)
  }

  it('is intact, and each of them is named with its stream and the service that recorded it', async () => {
    const ids = await recorded()
    expect(await verifyLog(auditTrail, [])).toMatchObject({
      findings: [],
      otherForms: ids.map((eventId, at) => ({ eventId, stream, revision: at + 1, recordedBy: 'investigation' })),
      otherFormCount: DATA.length,
    })
  })

  it('is not intact where the form of one was changed since', async () => {
    await recorded()
    await database.asAdmin(
      'alter table events.event disable trigger append_only',
      `update events.event set data = '{"a":1}' where revision = 1`,
      'alter table events.event enable always trigger append_only',
    )
    expect(await verifyLog(auditTrail, [])).toMatchObject({
      findings: [{ what: 'dataHash', stream, revision: 1 }],
      otherFormCount: DATA.length - 1,
    })
  })
})
