import type { ServiceName } from '@case-timeline/contracts'
import { serveEventStoreDb, SERVER_VARIABLE, startEventStoreDb } from '@case-timeline/testing'
import { EventStoreDBClient } from '@eventstore/db-client'
import { eventStoreContract } from '../event-store.contract.fixtures.ts'
import { eventStoreDbEventStore } from './eventstoredb-event-store.ts'

const capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }

/** Minimum number of events recorded between two killed connections, so that the test progresses on a slow machine. */
const EVENTS_BETWEEN_CUTS = 24

const onTestServer = (driver: string, batchAppend: boolean): void =>
  eventStoreContract(driver, async () => {
    const server = await startEventStoreDb({ batchAppend })
    const adminClient = EventStoreDBClient.connectionString(server.url())
    const anyStream = () => server.log.all().at(-1)?.stream ?? ''
    let recorded = 0
    return {
      capabilities,
      ownServer: true,
      open: (service: ServiceName) => eventStoreDbEventStore({ url: server.url(), service }),
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
  onTestServer('EventStoreDB, many appends over one call', true)
  onTestServer('EventStoreDB, one call for each append', false)
}
