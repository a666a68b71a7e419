import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { plainRecord } from '../content.ts'
import { Streams, type Prepare } from '../peer.ts'

/** Appends with the client of EventStoreDB itself: one `appendToStream` for each event, over its own connection. */
export const eventStoreDbClient: Prepare = async (url, clients) => {
  const connection = EventStoreDBClient.connectionString(url)
  const streams = new Streams(clients)
  return {
    async append(client) {
      const { id, revision } = streams.next(client)
      const { type, data, envelope } = plainRecord(randomUUID(), id)
      const event = jsonEvent({ id: envelope.id, type, data, metadata: envelope })
      await connection.appendToStream(`case-${id}`, event, { expectedRevision: revision < 0 ? NO_STREAM : BigInt(revision) })
    },
    close: () => connection.dispose(),
  }
}
