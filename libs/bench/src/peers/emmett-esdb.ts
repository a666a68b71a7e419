import { randomUUID } from 'node:crypto'
import { getEventStoreDBEventStore } from '@event-driven-io/emmett-esdb'
import { EventStoreDBClient } from '@eventstore/db-client'
import { plainRecord } from '../content.ts'
import { Streams, type Prepare } from '../peer.ts'

// Version 0.20.0 contains what it runs of emmett: `overrides` in package.json of the repository let its peer, of which it
// takes types only, be the version that emmett-postgresql needs. It imports web-streams-polyfill without declaring it.

/** Appends with emmett-esdb: one `appendToStream` for each event, over one connection. */
export const emmettEsdb: Prepare = async (url, clients) => {
  const connection = EventStoreDBClient.connectionString(url)
  const store = getEventStoreDBEventStore(connection)
  const streams = new Streams(clients)
  return {
    async append(client) {
      const { id, revision } = streams.next(client)
      const { type, data, envelope } = plainRecord(randomUUID(), id)
      await store.appendToStream(`case-${id}`, [{ type, data, metadata: envelope }], {
        expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision),
      })
    },
    close: () => connection.dispose(),
  }
}
