import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { aStream, command, secret } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

const READS_CASES = /events\.read_cases?\(/
const { query } = pg.Client.prototype
const textOf = (sent: unknown): string => (typeof sent === 'string' ? sent : String((sent as { text?: unknown }).text))

let database: EventDatabase
let store: EventStore
let statements = 0
beforeAll(async () => {
  database = await eventDatabase()
  store = postgresEventStore({ url: database.urls.investigation })
  pg.Client.prototype.query = function (this: pg.Client, ...sent: Parameters<typeof query>) {
    if (READS_CASES.test(textOf(sent[0]))) statements += 1
    return query.apply(this, sent)
  } as typeof query
})
afterAll(async () => {
  Object.assign(pg.Client.prototype, { query })
  await store.close()
  await database.drop()
})
beforeEach(() => void (statements = 0))

/** Cases with so many events each. @returns their ids */
const recorded = (lengths: readonly number[]): Promise<readonly string[]> =>
  Promise.all(
    lengths.map(async (length) => {
      const caseId = randomUUID()
      const facts = Array.from({ length }, (_, number) => secret(String(number)))
      await store.append(command({ stream: aStream('investigation'), caseId, facts }))
      return caseId
    }),
  )

const read = async (caseIds: readonly string[]): Promise<readonly (readonly string[])[]> => {
  const cases = await Promise.all(caseIds.map((caseId) => store.readCase(caseId)))
  return cases.map((events) => events.map(({ caseId }) => caseId ?? ''))
}

describe('cases that are read at the same time', () => {
  it.each([
    ['one of few events', [3], 1],
    ['a hundred of few events', Array.from({ length: 100 }, () => 3), 1],
    ['a hundred of more events than one statement returns of each', Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 150 : 128)), 2],
    ['a few long ones among others', [2_000, 1, 1_500, ...Array.from({ length: 61 }, () => 2)], 2],
  ])('are read by a fixed number of statements, whole and each apart: %s', async (_, lengths, expected) => {
    const caseIds = await recorded(lengths)
    statements = 0
    expect(await read(caseIds)).toEqual(caseIds.map((caseId, at) => Array.from({ length: lengths[at] ?? 0 }, () => caseId)))
    expect(statements).toBe(expected)
  })
})
