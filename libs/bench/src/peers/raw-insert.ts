import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { HASH, plainRecord } from '../content.ts'
import { Streams, type Prepare } from '../peer.ts'

// The same columns and indexes as the event store's table, but with positions from a sequence, without locks and
// look-ups.
const TABLE = `
create table event (
  position bigserial primary key, stream text collate "C" not null, revision bigint not null, id uuid not null unique, command_id uuid not null,
  command_digest bytea not null, type text collate "C" not null, case_id uuid, visibility text[] collate "C" not null, envelope json not null,
  data json not null, salt bytea, event_hash bytea not null, chain_hash bytea not null, recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, revision));
create index on event (command_id);
create index on event (case_id, position);`

const INSERT = {
  name: 'insert',
  text: `insert into event (stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
}

/** Runs one prepared single-row INSERT per event, over one connection per client: the upper limit of the database. */
export const rawInsert: Prepare = async (adminUrl, clients) => {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: adminUrl })
      await client.connect()
      return client
    }),
  )
  await connections[0]?.query(TABLE)
  const streams = new Streams(clients)
  const hash = Buffer.from(HASH, 'hex')
  return {
    async append(client) {
      const { id, revision } = streams.next(client)
      const eventId = randomUUID()
      const { envelope, data, type } = plainRecord(eventId, id)
      const values = [
        envelope.stream,
        revision + 1,
        eventId,
        envelope.commandId,
        hash,
        type,
        envelope.caseId,
        '{investigation,prosecution,adjudication,auditTrail}',
        JSON.stringify(envelope),
        JSON.stringify(data),
        hash.subarray(0, 16),
        hash,
        hash,
      ]
      await connections[client]?.query({ ...INSERT, values })
    },
    close: async () => void (await Promise.all(connections.map((one) => one.end()))),
  }
}
