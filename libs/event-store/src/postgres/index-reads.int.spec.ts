import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command, secret } from '../contract/harness.fixtures.ts'
import { parametersOf, session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

const EVENTS_OF_A_COMMAND = 50
const QUESTIONS = 20

let database: EventDatabase
beforeAll(async () => {
  database = await eventDatabase()
})
afterAll(() => database.drop())

const hasSessions = async (): Promise<boolean> => {
  const query = `select from pg_stat_activity where datname = current_database() and application_name = 'case-timeline event store'`
  return (await database.asAdmin(query)).rowCount !== 0
}

it('a session that read a short log passes over no event of the long one to find what is new', async () => {
  const writer = postgresEventStore({ url: database.urls.investigation })
  const caseId = randomUUID()
  const record = () => {
    const facts = Array.from({ length: EVENTS_OF_A_COMMAND }, (_, number) => secret(String(number)))
    return writer.append(command({ stream: aStream('investigation'), caseId, facts }))
  }
  await record()
  await database.asAdmin('analyze events.event')
  const reader = postgresEventStore({ url: database.urls.prosecution, readers: 1 })
  const lookForNew = async () => {
    const { position } = await reader.readAll({ after: '0', limit: 1 })
    for (let question = 0; question < QUESTIONS; question += 1) {
      await reader.readAll({ after: position, limit: 100 })
      await reader.readCase(caseId)
      await reader.readStream(aStream('prosecution'))
    }
  }
  await lookForNew()
  await Promise.all(Array.from({ length: 60 }, record))
  await lookForNew()
  // A session has reported what it did when it is gone.
  await Promise.all([reader.close(), writer.close()])
  while (await hasSessions()) await pause(20)
  const { rows } = await database.asAdmin(`select seq_tup_read::int as passed from pg_stat_user_tables where relname = 'event'`)
  expect((rows[0] as { passed: number }).passed).toBe(0)
})

it('a login whose session is set against indexes passes over no event to append', async () => {
  const filler = `insert into events.event (position, stream, revision, id, command_id, command_digest, type, visibility, envelope, data, event_hash, chain_hash, recorded_at)
    select p, 'prosecution.case-bulk', p, gen_random_uuid(), gen_random_uuid(), '', 'prosecution.None', '{}', '{}', '{}', '', '', now()
      from (select coalesce(max(position), 0) as head from events.event) l, generate_series(l.head + 1, l.head + 5000) p`
  await database.asAdmin(filler, 'analyze events.event')
  const passed = async () =>
    (await database.asAdmin(`select seq_tup_read::int as passed from pg_stat_user_tables where relname = 'event'`)).rows[0]
      ?.passed as number
  const before = await passed()
  const police = await session(database.urls.investigation)
  for (const scan of ['index', 'indexonly', 'bitmap']) await police.query(`set enable_${scan}scan = off`)
  for (const cost of ['random_page_cost', 'cpu_index_tuple_cost']) await police.query(`set ${cost} = 1e9`)
  await police.query('set seq_page_cost = 0')
  expect(await police.one(parametersOf(command()))).toBe(0)
  expect(await police.batch(parametersOf(command({ guards: [{ stream: aStream(), revision: -1 }] })))).toEqual([0])
  const { position } = (await database.asAdmin('select max(position) as position from events.event')).rows[0] as { position: string }
  expect(await police.watching(parametersOf(command()), [[position], ['{investigation.NoteTaken}'], [`{${randomUUID()}}`]])).toEqual([0])
  const { rows } = await police.query('select pg_backend_pid() as pid')
  await police.close()
  const { pid } = rows[0] as { pid: number }
  while ((await database.asAdmin(`select from pg_stat_activity where pid = ${pid}`)).rowCount !== 0) await pause(20)
  expect(await passed()).toBe(before)
})
