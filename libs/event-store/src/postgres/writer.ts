import pg from 'pg'
import { canonical } from '../canonical.ts'
import { isCasesGuard, type Append, type CasesGuard, type HashedEvent, type LogPosition, type StreamGuard } from '../event-store.ts'
import { isLockedOut, isReadOnly } from './failures.ts'
import { byteas, int4s, int8s, texts, uuids } from './binary-arrays.ts'
import { ACTOR_MEMBERS, ENVELOPE_MEMBERS, IMPORTED } from './migrations/0004-append-foundation.migration.ts'
import { APPEND_BATCH, APPEND_ONE, APPEND_WATCHING } from './migrations/0004-append.migration.ts'

/** The results of append_batch or append_one for each command, in order. */
export interface BatchResult {
  /** 0 appended, 1 duplicate, 2 conflict, 3 id-clash. */
  readonly outcomes: readonly number[]
  /** The last revision before the batch, of the command's stream or of the stream in `conflictingStreams`. */
  readonly revisions: readonly number[]
  /** The stream of an event that broke a guard of the command, if any. */
  readonly conflictingStreams: readonly (string | null)[]
  readonly firstPosition: bigint
  readonly recordedAt: string
}

/** One connection that appends. It connects on first use and again after it was lost. */
export interface Writer {
  /** @param seen an event that the log must still have */
  append(batch: readonly Append[], seen: LogPosition | undefined): Promise<BatchResult>
  close(): Promise<void>
}

/** As append_batch reads it: -2 for any revision, -1 for a stream that must not exist. */
const expectedRevision = ({ expected }: Append): number => (expected === 'any' ? -2 : expected === 'new' ? -1 : expected)

// Names of services and types, and ids of cases, contain no character that would need quotes.
const arrayLiteral = (names: readonly string[]): string => `{${names.join(',')}}`

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** What an append requires of the store. */
interface Conditions {
  /** RFC 3339 in UTC; the store's clock differs little. */
  readonly serviceTime: string
  /** An event that the log must still have. */
  readonly seen: LogPosition | undefined
}

const STATEMENTS = {
  one: { name: 'append_one', text: APPEND_ONE },
  batch: { name: 'append_batch', text: APPEND_BATCH },
  watching: { name: 'append_watching', text: APPEND_WATCHING },
}

/**
 * The members of the envelope that are no column, from which the append builds it. None of them can contain a quote, so
 * quotes separate them.
 */
const membersOf = ({ envelope }: HashedEvent): string =>
  [
    ...ACTOR_MEMBERS.map((name) => envelope.actor[name] ?? ''),
    ...ENVELOPE_MEMBERS.map((name) => envelope[name] ?? ''),
    ...IMPORTED.map((name) => String(envelope.imported?.[name] ?? '')),
  ].join('"')

const textOf = (value: unknown): string | null => (value === undefined ? null : canonical(value))

/** What the append takes of an event in addition to its columns. */
export const appendValues = (event: HashedEvent) => ({
  visibility: arrayLiteral(event.visibility),
  members: membersOf(event),
  basis: textOf(event.envelope.basis),
  subjects: textOf(event.envelope.subjects),
})

const appendOne = async (
  client: pg.Client,
  command: Append,
  event: HashedEvent,
  { serviceTime, seen }: Conditions,
): Promise<BatchResult> => {
  const values = [
    command.stream,
    expectedRevision(command),
    uuidBytes(command.commandId),
    command.commandDigest,
    uuidBytes(event.id),
    event.type,
    event.caseId === undefined ? null : uuidBytes(event.caseId),
    ...Object.values(appendValues(event)),
    event.dataText,
    event.salt,
    event.eventHash,
    serviceTime,
    seen?.position,
    seen?.hash,
  ]
  const { rows } = await client.query<{ outcome: number; revision: string; position: string | null; recorded_at: string }>({
    ...STATEMENTS.one,
    values,
  })
  const [row] = rows
  if (!row) throw new Error('append_one returned no row: check the migrations of the event store')
  return {
    outcomes: [row.outcome],
    revisions: [Number(row.revision)],
    conflictingStreams: [],
    firstPosition: BigInt(row.position ?? 0),
    recordedAt: row.recorded_at,
  }
}

const isStreamGuard = (guard: StreamGuard | CasesGuard): guard is StreamGuard => !isCasesGuard(guard)

const appendBatch = async (client: pg.Client, batch: readonly Append[], { serviceTime, seen }: Conditions): Promise<BatchResult> => {
  const guards = batch.flatMap((command, index) =>
    (command.guards ?? []).filter(isStreamGuard).map((guard) => ({ ...guard, command: index + 1 })),
  )
  const casesGuards = batch.flatMap((command) => (command.guards ?? []).filter(isCasesGuard))
  const events = batch.flatMap((command) => command.events)
  const sent = events.map(appendValues)
  const values = [
    texts(batch.map((command) => command.stream)),
    int8s(batch.map(expectedRevision)),
    uuids(batch.map((command) => command.commandId)),
    byteas(batch.map((command) => command.commandDigest)),
    int4s(guards.map((guard) => guard.command)),
    texts(guards.map((guard) => guard.stream)),
    int8s(guards.map((guard) => guard.revision)),
    int4s(batch.flatMap((command, index) => command.events.map(() => index + 1))),
    uuids(events.map((event) => event.id)),
    texts(events.map((event) => event.type)),
    uuids(events.map((event) => event.caseId)),
    texts(sent.map(({ visibility }) => visibility)),
    texts(sent.map(({ members }) => members)),
    texts(sent.map(({ basis }) => basis ?? undefined)),
    texts(sent.map(({ subjects }) => subjects ?? undefined)),
    texts(events.map((event) => event.dataText)),
    byteas(events.map((event) => event.salt)),
    byteas(events.map((event) => event.eventHash)),
    serviceTime,
  ]
  type Row = {
    outcomes: number[]
    revisions: number[]
    conflictingStreams: (string | null)[] | null
    first_position: string | null
    recorded_at: string
  }
  const seenValues = [seen?.position, seen?.hash]
  const { rows } = await client.query<Row>(
    casesGuards.length === 0
      ? { ...STATEMENTS.batch, values: [...values, ...seenValues] }
      : { ...STATEMENTS.watching, values: [...values, ...casesGuardValues(casesGuards), ...seenValues] },
  )
  const [row] = rows
  if (!row) throw new Error('append_batch returned no row: check the migrations of the event store')
  return {
    outcomes: row.outcomes,
    revisions: row.revisions,
    conflictingStreams: row.conflictingStreams ?? [],
    firstPosition: BigInt(row.first_position ?? 0),
    recordedAt: row.recorded_at,
  }
}

const casesGuardValues = (guards: readonly CasesGuard[]): Buffer[] => [
  int8s(guards.map(({ after }) => BigInt(after))),
  texts(guards.map(({ types }) => arrayLiteral(types))),
  texts(guards.map(({ cases }) => arrayLiteral(cases))),
]

/** How often an append waits for its locks, four seconds (migration 14) or `lock_timeout`, before it gives up. */
const MAX_LOCK_WAITS = 7

/**
 * @param connect makes a connection, already open
 * @param now this service's clock, in milliseconds since 1970
 */
export const writer = (connect: () => Promise<pg.Client>, now: () => number): Writer => {
  let open: Promise<pg.Client> | undefined

  const connection = (): Promise<pg.Client> => {
    if (open) return open
    const current = (open = connect())
    const forget = () => {
      if (open === current) open = undefined
    }
    current.then((client) => client.once('end', forget).once('error', forget), forget)
    return current
  }

  return {
    async append(batch, seen) {
      const client = await connection()
      const [only] = batch
      const event = only?.events[0]
      const isSingle = only && event && batch.length === 1 && only.events.length === 1 && !only.guards?.length
      for (let attempt = 1; ; attempt += 1) {
        for (const { requireStillHolds } of batch) requireStillHolds?.()
        const conditions = { serviceTime: new Date(now()).toISOString(), seen }
        try {
          return isSingle ? await appendOne(client, only, event, conditions) : await appendBatch(client, batch, conditions)
        } catch (error) {
          // After any error that is not an answer of the server, the state of the connection is unknown: it is replaced. So
          // is one to a server that became read-only: it stays so for this connection.
          if (!(error instanceof pg.DatabaseError) || isReadOnly(error)) {
            open = undefined
            client.end().catch(() => undefined)
          }
          if (!isLockedOut(error) || attempt === MAX_LOCK_WAITS) throw error
          await client.query('select events.end_stalled_appends()')
        }
      }
    },
    async close() {
      const closing = open
      open = undefined
      await closing?.then((client) => client.end()).catch(() => undefined)
    },
  }
}
