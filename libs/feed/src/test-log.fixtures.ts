import { type EventType, type Fact, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type Appended, type EventStore, migrateEventStore, postgresEventStore, seal } from '@case-timeline/event-store'
import { randomBytes, randomUUID } from 'node:crypto'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { feedMigrations } from './feed.migration.ts'

/** Facts of one command. */
export interface ToRecord {
  readonly caseId: string
  readonly facts: readonly Fact[]
  readonly as?: readonly EventType[]
  readonly service?: ServiceName
  /** The id part of the stream; default: `case-<caseId>`. */
  readonly aggregate?: string
  readonly agencyId?: string
  readonly occurredAt?: string
  readonly occurredZone?: string
}

/** A real log of its own, and a database for the views beside it. */
export interface TestLog {
  storeOf(service: ServiceName): EventStore
  record(command: ToRecord): Promise<Appended>
  /** A DataSource on a database of its own, as each service has; its migrations have run. */
  open(more?: Pick<DataSourceOptions, 'entities' | 'migrations'>): Promise<DataSource>
  close(): Promise<void>
}

const password = () => randomBytes(12).toString('hex')

/** @param openStore opens the log as a service sees it; absent: in a PostgreSQL database of its own */
export const testLog = async (openStore?: (service: ServiceName) => EventStore): Promise<TestLog> => {
  const database = await testDatabase()
  const logins = Object.fromEntries(SERVICES.map((service) => [service, password()])) as Record<ServiceName, string>
  const urls = await migrateEventStore(database.url, { logins })
  const stores = new Map<ServiceName, EventStore>()
  const closing: (() => Promise<void>)[] = []
  const storeOf = (service: ServiceName): EventStore => {
    const store = stores.get(service) ?? openStore?.(service) ?? postgresEventStore({ url: urls[service], pollMs: 200 })
    stores.set(service, store)
    return store
  }
  return {
    storeOf,
    record: async ({
      caseId,
      facts,
      as = [],
      service = 'investigation',
      aggregate = `case-${caseId}`,
      agencyId = 'zz-police',
      ...when
    }) => {
      const store = storeOf(service)
      const stream = `${service}.${aggregate}`
      const commandId = randomUUID()
      const commandDigest = randomBytes(32)
      const actor = { userId: 'k.santoso', agencyId, role: 'investigator' }
      const about = {
        service,
        deployment: 'test',
        stream,
        commandId,
        commandDigest,
        caseId,
        actor,
        jurisdiction: 'ZZ',
        correlationId: 'test',
      }
      const history = await store.readCase(caseId)
      const types = new Map(as.map((type) => [type.type, type]))
      const events = seal(
        facts,
        { ...about, ...when, now: '2026-11-25T10:00:00.000Z' },
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
      const db = new DataSource({ type: 'postgres', url, entities: more.entities ?? [], migrations, logging: false })
      await db.initialize()
      closing.push(async () => {
        await db.destroy()
        await drop()
      })
      await db.runMigrations({ transaction: 'each' })
      return db
    },
    close: async () => {
      await Promise.all(closing.map((one) => one()))
      await Promise.all([...stores.values()].map((store) => store.close()))
      await database.drop()
    },
  }
}
