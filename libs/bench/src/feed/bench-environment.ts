import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { SERVICES, type ServiceName, SuspectArrested } from '@case-timeline/contracts'
import { type Append, type EventStore, hashEvents, type StoredEvent } from '@case-timeline/event-store'
import { migrateEventStore, postgresEventStore } from '@case-timeline/event-store/drivers'
import { feedMigrations, prepareTopics } from '@case-timeline/feed'
import { tablesOf, type ViewTable } from '@case-timeline/projections'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { recordingContextOf, fact } from '../content.ts'

const CASES = 500
/** Of the events and of the feed. */
export const DIGEST_KEY = randomBytes(32)

/** The events of a log, and the number of messages that a relay sends for them. */
export interface Log {
  readonly events: readonly StoredEvent[]
  readonly messages: number
}

/** A store on a separate database, and the resources of a measurement. */
export interface BenchEnvironment {
  readonly broker: string
  storeOf(service: ServiceName): EventStore
  /** One event of one of many cases, ready to be appended. */
  command(): Append
  /** Appends this number of events, and returns the whole log. */
  fill(events: number): Promise<Log>
  /** A database of views, with the tables of the feed and of some views. */
  views(views?: readonly ViewTable[]): Promise<DataSource>
  /** New topics, still empty. @returns the URL of a feed */
  topics(): Promise<string>
  close(): Promise<void>
}

/**
 * Sets up a store for each service on a new database.
 * @param serverUrl superuser's URL of a PostgreSQL
 * @param broker address of a broker, host:port
 */
export const openBenchEnvironment = async (serverUrl: string, broker: string): Promise<BenchEnvironment> => {
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  const databases: string[] = []
  const closing: (() => Promise<unknown>)[] = []
  const database = async (): Promise<string> => {
    const name = `bench_${randomBytes(4).toString('hex')}`
    await admin.query(`create database ${name}`)
    databases.push(name)
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  const logins = Object.fromEntries(SERVICES.map((service) => [service, 'bench'])) as Record<ServiceName, string>
  const urls = await migrateEventStore(await database(), { logins })
  const stores = new Map(SERVICES.map((service) => [service, postgresEventStore({ url: urls[service] })]))
  const storeOf = (service: ServiceName): EventStore => {
    const store = stores.get(service)
    if (!store) throw new Error(`no store of ${service}`)
    return store
  }
  const cases = Array.from({ length: CASES }, () => randomUUID())
  let commandCount = 0
  const command = (): Append => {
    const caseId = cases[commandCount++ % CASES] ?? ''
    const commandId = randomUUID()
    const arrest = fact()
    const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(arrest.data)).digest()
    const recordingContext = { ...recordingContextOf(commandId, caseId), caseId, commandDigest, now: new Date().toISOString() }
    return {
      stream: recordingContext.stream,
      expected: 'any',
      commandId,
      commandDigest,
      events: hashEvents([arrest], recordingContext, () => SuspectArrested),
    }
  }
  const wholeLog = async (): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = []
    for (let after = '0'; ;) {
      const page = await storeOf('auditTrail').readAll({ after, limit: 5_000 })
      events.push(...page.events)
      if (page.position === after) return events
      after = page.position
    }
  }
  return {
    broker,
    storeOf,
    command,
    async fill(count) {
      let left = count
      const writer = async () => {
        while (left-- > 0) await storeOf('investigation').append(command())
      }
      await Promise.all(Array.from({ length: 64 }, writer))
      const events = await wholeLog()
      return { events, messages: events.reduce((sum, { visibility }) => sum + visibility.length, 0) }
    },
    async views(views = []) {
      const { entities, migrations } = tablesOf(views)
      const all = [...feedMigrations, ...migrations]
      const db = new DataSource({ type: 'postgres', url: await database(), entities, migrations: all, logging: false })
      await db.initialize()
      await db.runMigrations({ transaction: 'each' })
      closing.push(() => db.destroy())
      return db
    },
    async topics() {
      const url = `kafka://${broker}/?prefix=bench-${randomBytes(4).toString('hex')}.`
      await prepareTopics(url)
      return url
    },
    async close() {
      for (const close of closing) await close()
      await Promise.all([...stores.values()].map((store) => store.close()))
      for (const name of databases) await admin.query(`drop database if exists ${name} with (force)`)
      for (const name of databases) {
        const { rows } = await admin.query<{ name: string }>('select rolname as name from pg_roles where starts_with(rolname, $1)', [name])
        for (const role of rows) await admin.query(`drop role ${admin.escapeIdentifier(role.name)}`)
      }
      await admin.end()
    },
  }
}
