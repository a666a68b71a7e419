import { EVENT_TYPES } from '@case-timeline/contracts'
import pg from 'pg'
import { canonical } from '../canonical.ts'
import type { Append, HashedEvent } from '../event-store.ts'
import { dataHash, eventHash } from '../hashing.ts'
import { appendValues } from './writer.ts'
import { APPEND_BATCH, APPEND_ONE, APPEND_WATCHING } from './migrations/0004-append.migration.ts'

/** The parameters of `append_batch`, by name, as arrays that `pg` binds. An attacker may send anything in them. */
export interface Parameters {
  c_stream: unknown
  c_expected: unknown
  c_id: unknown
  c_digest: unknown
  g_command: unknown
  g_stream: unknown
  g_revision: unknown
  e_command: unknown
  e_id: unknown
  e_type: unknown
  e_case: unknown
  e_visibility: unknown
  e_members: unknown
  e_basis: unknown
  e_subjects: unknown
  e_data: unknown
  e_salt: unknown
  e_hash: unknown
}

/** What the driver would send for one command. */
export const parametersOf = ({ stream, commandId, commandDigest, events, guards = [] }: Append): Parameters => {
  const guarded = guards.flatMap((guard) => ('stream' in guard ? [guard] : []))
  const sent = events.map(appendValues)
  return {
    c_stream: [stream],
    c_expected: [-2],
    c_id: [commandId],
    c_digest: [commandDigest],
    g_command: guarded.map(() => 1),
    g_stream: guarded.map((guard) => guard.stream),
    g_revision: guarded.map(({ revision }) => revision),
    e_command: events.map(() => 1),
    e_id: events.map(({ id }) => id),
    e_type: events.map(({ type }) => type),
    e_case: events.map(({ caseId }) => caseId ?? null),
    e_visibility: sent.map(({ visibility }) => visibility),
    e_members: sent.map(({ members }) => members),
    e_basis: sent.map(({ basis }) => basis),
    e_subjects: sent.map(({ subjects }) => subjects),
    e_data: events.map(({ dataText }) => dataText),
    e_salt: events.map(({ salt }) => salt),
    e_hash: events.map(({ eventHash }) => eventHash),
  }
}

const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : value)

/** An attacker's session with the login of a service: a plain connection, on which the driver of this package is not used. */
export const session = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const outcomesOf = async (text: string, values: unknown[]) =>
    (await client.query<{ outcomes: number[] }>({ text, values })).rows[0]?.outcomes
  return {
    client,
    query: (text: string, values: unknown[] = []) => client.query(text, values),
    batch: (sent: Parameters) => outcomesOf(APPEND_BATCH, [...Object.values(sent), new Date(), null, null]),
    watching: (sent: Parameters, guards: readonly [unknown, unknown, unknown]) =>
      outcomesOf(APPEND_WATCHING, [...Object.values(sent), new Date(), ...guards, null, null]),
    one: async (sent: Parameters) => {
      const { g_command: _, g_stream: _s, g_revision: _r, e_command: _c, ...rest } = sent
      return (
        await client.query<{ outcome: number }>({ text: APPEND_ONE, values: [...Object.values(rest).map(first), new Date(), null, null] })
      ).rows[0]?.outcome
    },
    close: () => client.end().catch(() => undefined),
  }
}
export type Session = Awaited<ReturnType<typeof session>>

/** An event as an attacker makes it: other members of its envelope, with the version of another type, and hashes that fit them. */
export const rehashed = (event: HashedEvent, members: object): HashedEvent => {
  const hashes = { dataHash: dataHash(event.salt, event.dataText).toString('hex'), visibility: [...event.visibility] }
  const ofType = EVENT_TYPES.get((members as Partial<HashedEvent>).type ?? '')
  const envelope = { ...event.envelope, ...hashes, ...(ofType ? { schemaVersion: ofType.version } : {}), ...members }
  const envelopeText = canonical(envelope)
  return { ...event, type: envelope.type, envelope, envelopeText, eventHash: eventHash(envelopeText) }
}
