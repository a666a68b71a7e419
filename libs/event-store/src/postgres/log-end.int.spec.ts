import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ServiceName } from '@case-timeline/contracts'
import { command, note } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { type LogContinuity, logContinuity } from '../log-continuity.ts'
import { connectClient, readerConfig, writerConfig } from './connection.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { type LogEnd, logEnd, type LogLooks, logLooks, placeOf } from './log-end.ts'
import { logReader } from './log-reader.ts'
import { postgresEventStore } from './postgres-event-store.ts'
import { writer, type Writer } from './writer.ts'

const ASKS_END = /^select \*, clock_timestamp\(\) as time from events\.last_event\(\)/
const READS_PAGE = /events\.read_all\(/
const { query } = pg.Client.prototype
const textOf = (sent: unknown): string => (typeof sent === 'string' ? sent : String((sent as { text?: unknown }).text))

let database: EventDatabase
/** Appends without a hint, as a process that is killed before it gives one. */
let silent: Writer
let asked = 0
let pages = 0
const stores: EventStore[] = []
const pools: pg.Pool[] = []
const stop = new AbortController()
beforeAll(async () => {
  database = await eventDatabase()
  silent = writer(() => connectClient(writerConfig(database.urls.investigation)), Date.now)
  pg.Client.prototype.query = function (this: pg.Client, ...sent: Parameters<typeof query>) {
    if (ASKS_END.test(textOf(sent[0]))) asked += 1
    if (READS_PAGE.test(textOf(sent[0]))) pages += 1
    return query.apply(this, sent)
  } as typeof query
})
afterAll(async () => {
  Object.assign(pg.Client.prototype, { query })
  stop.abort()
  await Promise.all([...stores.map((store) => store.close()), ...pools.map((pool) => pool.end()), silent.close()])
  await database.drop()
})
beforeEach(() => {
  asked = 0
  pages = 0
})

const record = () => silent.append([command({ facts: [note('without a hint')] })], undefined)

/** The end of the log as one service of a process asks for it. */
const endFor = (service: ServiceName, looks: LogLooks): LogEnd & Pick<LogContinuity, 'note'> => {
  const pool = new pg.Pool(readerConfig(database.urls[service]))
  pool.on('error', () => undefined)
  pools.push(pool)
  const continuity = logContinuity()
  return { ...logEnd(logReader(pool, continuity), continuity, (ask) => looks.at('the log', ask)), note: continuity.note }
}

describe('the end of the log', () => {
  it('and its clock are one statement for all that ask at the same moment', async () => {
    const store = postgresEventStore({ url: database.urls.investigation })
    stores.push(store)
    await record()
    const [position, again, time] = await Promise.all([store.lastPosition(), store.lastPosition(), store.time()])
    expect([again, asked, Math.abs(Date.parse(time) - Date.now()) < 60_000]).toEqual([position, 1, true])
    await record()
    expect(BigInt(await store.lastPosition())).toBe(BigInt(position) + 1n)
  })

  it('is looked for by one statement for all services of a process, which know their place by it', async () => {
    const looks = logLooks()
    const services = (['investigation', 'prosecution', 'auditTrail'] as const).map((service) => endFor(service, looks))
    await record()
    const [{ position, hash }] = (await Promise.all(services.map(({ last }) => last()))) as [Awaited<ReturnType<LogEnd['last']>>]
    asked = 0
    expect(await Promise.all(services.map(({ look }) => look()))).toEqual(services.map(() => placeOf(position, 0)))
    expect([asked, hash?.length]).toEqual([1, 64])
    expect(services.map(({ recent }) => recent())).toEqual(services.map(() => position))
  })

  it('is unknown to a service that has seen another event last', async () => {
    const looks = logLooks()
    const [one, behind] = [endFor('investigation', looks), endFor('prosecution', looks)]
    const { position } = await one.last()
    behind.note({ position, hash: 'ff'.repeat(32) }, 0)
    expect(await Promise.all([one.look(), behind.look()])).toEqual([placeOf(position, 0), undefined])
    expect(behind.recent()).toBeUndefined()
  })
})

describe('subscriptions that have reached the end of the log', () => {
  const looks = logLooks()
  /** Follows the log from its end. @returns how many events it has taken */
  const following = async (service: ServiceName) => {
    const store = postgresEventStore({ url: database.urls[service], pollMs: 200, looks })
    stores.push(store)
    const after = await store.lastPosition()
    let taken = 0
    const run = async (): Promise<void> => {
      for await (const { events } of store.subscribeAll({ after, signal: stop.signal })) taken += events.length
    }
    void run()
    return () => taken
  }
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) await pause(10)
  }
  const listening = async (): Promise<number> =>
    (await database.asAdmin(`select from pg_stat_activity where datname = current_database() and query like 'listen %'`)).rows.length

  it('look for what no hint announced without reading, and get it', async () => {
    const taken = [await following('investigation'), await following('prosecution')]
    await until(async () => (await listening()) === 2)
    // By then both have read what was recorded before they listened.
    asked = 0
    await until(() => asked >= 4)
    pages = 0
    asked = 0
    await until(() => asked >= 4)
    expect(pages).toBe(0)
    await record()
    await until(() => taken.every((count) => count() === 1))
  })
})
