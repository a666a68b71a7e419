import { EVENT_TYPES, type EventType, type Fact, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type Appended, type EventStore, hashEvents, readableEventStore } from '@case-timeline/event-store'
import { eventStoreDbEventStore, migrateEventStore, postgresEventStore } from '@case-timeline/event-store/drivers'
import { serveEventStoreDb, SERVER_VARIABLE } from '@case-timeline/testing'
import { randomBytes, randomUUID } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { feedMigrations } from './feed.migration.ts'

/** One command: the facts that it records, and where. */
export interface TestCommand {
  readonly caseId: string
  readonly facts: readonly Fact[]
  readonly eventTypes?: readonly EventType[]
  readonly service?: ServiceName
  /** The id part of the stream; default: `case-<caseId>`. */
  readonly aggregate?: string
  readonly agencyId?: string
  readonly jurisdiction?: string
  readonly occurredAt?: string
  readonly occurredZone?: string
}

/** A separate real log, and a database for the views. */
export interface TestLog {
  /** Of a superuser, to the database of the log. */
  readonly adminUrl: string
  storeOf(service: ServiceName): EventStore
  /** Where a process of its own reaches the log of a service. */
  urlOf(service: ServiceName): string
  record(command: TestCommand): Promise<Appended>
  /** Lets the services record types, or newer versions of them, that no release has; `record` does so itself. */
  allow(types: readonly EventType[]): Promise<void>
  /** A DataSource on a separate database, as each service has; its migrations have run. */
  open(more?: Pick<DataSourceOptions, 'entities' | 'migrations'>): Promise<DataSource>
  /** Adds an event without the append, as a superuser of the database can: a copy of another one, with changes. */
  forge(id: string, changes: Readonly<Record<string, string>>): Promise<void>
  close(): Promise<void>
}

/** As the services do: a session may end right after its login, before TypeORM listens to its errors. */
const onConnect = (session: EventEmitter): void => void session.on('error', () => undefined)

const password = () => randomBytes(12).toString('hex')

/**
 * A log for one specification.
 * @param openStore opens the log for a service; default: a log in a separate PostgreSQL database
 */
export const testLog = async (openStore?: (service: ServiceName) => EventStore): Promise<TestLog> => {
  const database = await testDatabase()
  const logins = Object.fromEntries(SERVICES.map((service) => [service, password()])) as Record<ServiceName, string>
  const urls = await migrateEventStore(database.url, { logins })
  const stores = new Map<ServiceName, EventStore>()
  const closing: (() => Promise<void>)[] = []
  const recordable = new Map([...EVENT_TYPES].map(([type, { version }]) => [type, version]))
  const allow = async (types: readonly EventType[]): Promise<void> => {
    const added = types.filter(({ type, version }) => version > (recordable.get(type) ?? 0))
    if (added.length === 0) return
    await migrateEventStore(database.url, { logins, types: added })
    for (const { type, version } of added) recordable.set(type, version)
  }
  const storeOf = (service: ServiceName): EventStore => {
    const store = stores.get(service) ?? readableEventStore(openStore?.(service) ?? postgresEventStore({ url: urls[service], pollMs: 200 }))
    stores.set(service, store)
    return store
  }
  return {
    adminUrl: database.url,
    storeOf,
    urlOf: (service) => urls[service],
    allow,
    record: async ({
      caseId,
      facts,
      eventTypes = [],
      service = 'investigation',
      aggregate = `case-${caseId}`,
      agencyId = 'zz-police',
      jurisdiction = 'ZZ',
      ...occurrence
    }) => {
      await allow(eventTypes)
      const store = storeOf(service)
      const stream = `${service}.${aggregate}`
      const commandId = randomUUID()
      const commandDigest = randomBytes(32)
      const actor = { userId: 'k.santoso', agencyId, role: 'investigator' }
      const recordingContext = {
        service,
        deployment: 'test',
        stream,
        commandId,
        commandDigest,
        caseId,
        actor,
        jurisdiction,
        correlationId: 'test',
      }
      const history = await store.readCase(caseId)
      const types = new Map(eventTypes.map((type) => [type.type, type]))
      const events = hashEvents(
        facts,
        { ...recordingContext, ...occurrence, now: '2026-11-25T10:00:00.000Z' },
        (type) => types.get(type),
        (id) => {
          const concerned = history.find((event) => event.id === id)
          return concerned && { visibility: concerned.visibility, classification: 'PRIVATE', subjects: undefined }
        },
      )
      const answer = await store.append({ stream, expected: 'any', commandId, commandDigest, events })
      if (answer.outcome !== 'appended') throw new Error(`not recorded: ${answer.outcome}`)
      return answer
    },
    open: async (more = {}) => {
      const migrations = [...feedMigrations, ...((more.migrations ?? []) as (typeof feedMigrations)[number][])]
      const { url, drop } = await testDatabase()
      const db = new DataSource({ type: 'postgres', url, entities: more.entities ?? [], migrations, logging: false, extra: { onConnect } })
      await db.initialize()
      closing.push(async () => {
        await db.destroy()
        await drop()
      })
      await db.runMigrations({ transaction: 'each' })
      return db
    },
    forge: async (id, changes) => {
      const columns = {
        ...{ position: '(select max(position) + 1 from events.event)', stream: 'stream' },
        ...{ revision: '(select max(o.revision) + 1 from events.event o where o.stream = e.stream)', id: 'gen_random_uuid()' },
        ...{ command_id: 'gen_random_uuid()', command_digest: 'command_digest', type: 'type', case_id: 'case_id' },
        ...{ visibility: 'visibility', envelope: 'envelope', data: 'data', salt: 'salt', event_hash: 'event_hash' },
        ...{ chain_hash: 'chain_hash', recorded_at: 'recorded_at' },
        ...changes,
      }
      const admin = await new DataSource({ type: 'postgres', url: database.url }).initialize()
      await admin.query(
        `insert into events.event (${Object.keys(columns).join(', ')}) select ${Object.values(columns).join(', ')} from events.event e where e.id = $1`,
        [id],
      )
      await admin.destroy()
    },
    close: async () => {
      await Promise.all(closing.map((closeDatabase) => closeDatabase()))
      await Promise.all([...stores.values()].map((store) => store.close()))
      await database.drop()
    },
  }
}

const testLogOnEventStoreDb = async (): Promise<TestLog> => {
  const server = await serveEventStoreDb(process.env[SERVER_VARIABLE])
  const log = await testLog((service) => eventStoreDbEventStore({ url: server.url(), service }))
  const close = async () => {
    await log.close()
    await server.close()
  }
  return { ...log, close }
}

/** A log on each event store, for what must be the same on all of them. */
export const TEST_LOGS: readonly (readonly [eventStore: string, open: () => Promise<TestLog>])[] = [
  ['PostgreSQL', testLog],
  ['EventStoreDB', testLogOnEventStoreDb],
]
