import { randomUUID } from 'node:crypto'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import { plainRecord } from '../content.ts'
import { Streams, type Prepare } from '../peer.ts'

/** Appends with emmett-postgresql: one `appendToStream` per event, over its own connection pool. */
export const emmett: Prepare = async (adminUrl, clients) => {
  const store = getPostgreSQLEventStore(adminUrl)
  await store.schema.migrate()
  const streams = new Streams(clients)
  return {
    async append(client) {
      const { id, revision } = streams.next(client)
      const { type, data, envelope } = plainRecord(randomUUID(), id)
      const event = { type, data: { data, envelope } }
      await store.appendToStream(`case-${id}`, [event], {
        expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1),
      })
    },
    close: () => store.close(),
  }
}
