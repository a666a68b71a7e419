import type { ServiceName } from '@case-timeline/contracts'
import { startEventStoreDb } from '@case-timeline/testing'
import { EventStoreDBClient } from '@eventstore/db-client'
import { eventStoreContract } from '../event-store.contract.fixtures.ts'
import { eventStoreDbEventStore } from './eventstoredb-event-store.ts'

const promises = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }

/** How much is recorded between two cuts at least, so that cutting never stops everything, however slow the machine. */
const EVENTS_BETWEEN_CUTS = 24

const onTestServer = (driver: string, batchAppend: boolean): void =>
  eventStoreContract(driver, async () => {
    const server = await startEventStoreDb({ batchAppend })
    const anyone = EventStoreDBClient.connectionString(server.url())
    const anyStream = () => server.log.all().at(-1)?.stream ?? ''
    let recorded = 0
    return {
      promises,
      ownServer: true,
      open: (service: ServiceName) => eventStoreDbEventStore({ url: server.url(), service }),
      async killConnections() {
        if (server.log.all().length < recorded + EVENTS_BETWEEN_CUTS) return 0
        recorded = server.log.all().length
        return server.cutConnections()
      },
      tampering: {
        'deleting a stream': () => anyone.deleteStream(anyStream()),
        'deleting a stream for good': () => anyone.tombstoneStream(anyStream()),
        'cutting a stream short': () => anyone.setStreamMetadata(anyStream(), { truncateBefore: 1 }),
      },
      close: async () => {
        await anyone.dispose()
        await server.close()
      },
    }
  })

const onServerAt = (url: string): void =>
  eventStoreContract('the EventStoreDB that EVENT_STORE_URL names', async () => ({
    promises,
    ownServer: false,
    open: (service: ServiceName) => eventStoreDbEventStore({ url, service }),
    killConnections: async () => 0,
    tampering: {},
    close: async () => undefined,
  }))

const real = process.env['EVENT_STORE_URL']
if (real !== undefined) onServerAt(real)
else {
  onTestServer('EventStoreDB, many appends over one call', true)
  onTestServer('EventStoreDB, one call for each append', false)
}
