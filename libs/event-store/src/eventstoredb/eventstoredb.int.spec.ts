import { type ServiceName, SERVICES } from '@case-timeline/contracts'
import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { serveEventStoreDb, SERVER_VARIABLE, startEventStoreDb } from '@case-timeline/testing'
import { EventStoreDBClient } from '@eventstore/db-client'
import { eventStoreContract } from '../event-store.contract.fixtures.ts'
import { indexDatabase } from './case-index-tables.ts'
import { eventStoreDbEventStore } from './eventstoredb-event-store.ts'

const capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }

/** Minimum number of events recorded between two killed connections, so that the test progresses on a slow machine. */
const EVENTS_BETWEEN_CUTS = 24

interface TestServerOptions {
  readonly batchAppend: boolean
  /** Whether each service keeps its index of cases in a database. */
  readonly keepsIndex?: boolean
}

const onTestServer = (driver: string, { batchAppend, keepsIndex = false }: TestServerOptions): void =>
  eventStoreContract(driver, async () => {
    const server = await startEventStoreDb({ batchAppend })
    const databases = new Map<ServiceName, TestDatabase>()
    for (const service of keepsIndex ? SERVICES : []) databases.set(service, await testDatabase())
    const indexOf = (service: ServiceName) => {
      const url = databases.get(service)?.url
      return url === undefined ? undefined : { db: indexDatabase(url), maxUnwritten: 5, maxStreams: 20 }
    }
    const adminClient = EventStoreDBClient.connectionString(server.url())
    const anyStream = () => server.log.all().at(-1)?.stream ?? ''
    let recorded = 0
    return {
      capabilities,
      ownServer: true,
      open: (service: ServiceName) => eventStoreDbEventStore({ url: server.url(), service, indexIn: indexOf(service) }),
      async killConnections() {
        if (server.log.all().length < recorded + EVENTS_BETWEEN_CUTS) return 0
        recorded = server.log.all().length
        return server.cutConnections()
      },
      tampering: {
        'deleting a stream': () => adminClient.deleteStream(anyStream()),
        'deleting a stream for good': () => adminClient.tombstoneStream(anyStream()),
        'cutting a stream short': () => adminClient.setStreamMetadata(anyStream(), { truncateBefore: 1 }),
      },
      async backup() {
        const restore = server.log.backup()
        return async () => {
          await server.stop()
          restore()
          await server.start()
        }
      },
      close: async () => {
        await adminClient.dispose()
        await server.close()
        for (const { drop } of databases.values()) await drop()
      },
    }
  })

/** A server of another program: its connections are not broken and its log is not changed. */
const onExternalServer = (name: string, start: () => Promise<{ url(): string; close(): Promise<void> }>): void =>
  eventStoreContract(name, async () => {
    const server = await start()
    return {
      capabilities,
      ownServer: false,
      open: (service: ServiceName) => eventStoreDbEventStore({ url: server.url(), service }),
      killConnections: async () => 0,
      tampering: {},
      close: () => server.close(),
    }
  })

const externalUrl = process.env['EVENT_STORE_URL']
const servingCommand = process.env[SERVER_VARIABLE]
if (externalUrl !== undefined)
  onExternalServer('the EventStoreDB at EVENT_STORE_URL', async () => ({ url: () => externalUrl, close: async () => undefined }))
else if (servingCommand !== undefined)
  onExternalServer(`the EventStoreDB that ${SERVER_VARIABLE} serves`, () => serveEventStoreDb(servingCommand))
else {
  onTestServer('EventStoreDB, many appends over one call', { batchAppend: true })
  onTestServer('EventStoreDB, one call for each append', { batchAppend: false })
  onTestServer('EventStoreDB, with the index of cases in a database', { batchAppend: true, keepsIndex: true })
}
