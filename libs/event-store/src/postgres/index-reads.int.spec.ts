import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command, secret } from '../contract/harness.fixtures.ts'
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
