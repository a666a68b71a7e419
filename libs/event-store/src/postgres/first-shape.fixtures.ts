import pg from 'pg'
import { canonical } from '../canonical.ts'
import type { Append } from '../event-store.ts'
import { eventHash } from '../hashing.ts'

/*
 * What services sent to the event store while migration 3 was its newest, word for word. They read its table, and their
 * envelopes did not have the visibility.
 */

const APPEND = `select outcome, revision, "position", recorded_at from events.append_one($1::text, $2::bigint, $3::uuid, $4::bytea,
    $5::uuid, $6::text, $7::uuid, $8::text, $9::text, $10::text, $11::bytea, $12::bytea)`

const COLUMNS = `e.position, e.stream, e.revision, e.id, e.command_id as "commandId", e.type, e.case_id as "caseId",
  array_to_string(e.visibility, ',') as visibility, e.envelope, e.data, e.salt, e.event_hash as "eventHash",
  e.chain_hash as "chainHash", e.recorded_at as "recordedAt"`

const READ = `select ${COLUMNS} from events.event e where e.stream = $1 and e.revision > $2 order by e.revision limit 500`

/** A session of a service of that time. */
export interface FirstShapeService {
  /** @returns the revision before the command's one event */
  append(command: Append): Promise<string | undefined>
  /** @returns the types of the stream's events */
  read(stream: string): Promise<readonly string[]>
  close(): Promise<void>
}

export const firstShapeService = async (url: string): Promise<FirstShapeService> => {
  const session = new pg.Client({ connectionString: url })
  await session.connect()
  return {
    async append({ stream, commandId, commandDigest, events: [event] }) {
      if (!event) throw new Error('a command has an event')
      const { visibility: _visibility, ...envelope } = event.envelope
      const text = canonical(envelope)
      const ofEvent = [
        event.id,
        event.type,
        event.caseId,
        `{${event.visibility.join(',')}}`,
        text,
        event.dataText,
        event.salt,
        eventHash(text),
      ]
      const { rows } = await session.query<{ revision: string }>(APPEND, [stream, -2, commandId, commandDigest, ...ofEvent])
      return rows[0]?.revision
    },
    async read(stream) {
      const { rows } = await session.query<{ type: string }>(READ, [stream, -1])
      return rows.map(({ type }) => type)
    },
    close: () => session.end(),
  }
}
