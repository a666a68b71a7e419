import pg from 'pg'
import { isOfCases, type Append, type CasesGuard, type StreamGuard } from '../event-store.ts'
import { byteas, int4s, int8s, texts, uuids } from './binary-arrays.ts'

/** What append_batch or append_one judged of each command, in their order. */
export interface Judged {
  /** 0 appended, 1 duplicate, 2 conflict, 3 id-clash. */
  readonly outcomes: readonly number[]
  /** The stream's (or the disputed stream's) last revision before the batch. */
  readonly revisions: readonly number[]
  /** The stream in which something was in the way of a guard. */
  readonly disputed: readonly (string | null)[]
  readonly firstPosition: bigint
  readonly recordedAt: string
}

/** One connection that appends. It connects when first needed and again after it was lost. */
export interface Writer {
  append(batch: readonly Append[]): Promise<Judged>
  close(): Promise<void>
}

const expectedRevision = ({ expected }: Append): number => (expected === 'any' ? -2 : expected === 'new' ? -1 : expected)

const arrayLiteral = (names: readonly string[]): string => `{${names.join(',')}}`

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

const ONE = {
  name: 'append_one',
  text: `select outcome, revision, "position", recorded_at from events.append_one($1::text, $2::bigint, $3::uuid, $4::bytea,
    $5::uuid, $6::text, $7::uuid, $8::text, $9::text, $10::text, $11::bytea, $12::bytea)`,
}

const JUDGED = 'to_json(outcomes) as outcomes, to_json(revisions) as revisions, to_json(disputed) as disputed, first_position, recorded_at'
const COMMANDS = `$1::text[], $2::bigint[], $3::uuid[], $4::bytea[], $5::int[], $6::text[], $7::bigint[],
  $8::int[], $9::uuid[], $10::text[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::bytea[]`

const BATCH = { name: 'append_batch', text: `select ${JUDGED} from events.append_batch(${COMMANDS})` }
const WATCHING = {
  name: 'append_watching',
  text: `select ${JUDGED} from events.append_watching(${COMMANDS}, $17::bigint[], $18::text[], $19::text[])`,
}

const appendOne = async (client: pg.Client, command: Append, event: Append['events'][number]): Promise<Judged> => {
  const values = [
    command.stream,
    expectedRevision(command),
    uuidBytes(command.commandId),
    command.commandDigest,
    uuidBytes(event.id),
    event.type,
    event.caseId === undefined ? null : uuidBytes(event.caseId),
    arrayLiteral(event.visibility),
    event.envelopeText,
    event.dataText,
    event.salt,
    event.eventHash,
  ]
  const { rows } = await client.query<{ outcome: number; revision: string; position: string | null; recorded_at: string }>({
    ...ONE,
    values,
  })
  const [row] = rows
  if (!row) throw new Error('append_one answered nothing')
  return {
    outcomes: [row.outcome],
    revisions: [Number(row.revision)],
    disputed: [],
    firstPosition: BigInt(row.position ?? 0),
    recordedAt: row.recorded_at,
  }
}

const isOfAStream = (guard: StreamGuard | CasesGuard): guard is StreamGuard => !isOfCases(guard)

const appendBatch = async (client: pg.Client, batch: readonly Append[]): Promise<Judged> => {
  const guards = batch.flatMap((command, index) =>
    (command.guards ?? []).filter(isOfAStream).map((guard) => ({ ...guard, command: index + 1 })),
  )
  const watched = batch.flatMap((command) => (command.guards ?? []).filter(isOfCases))
  const events = batch.flatMap((command) => command.events)
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
    texts(events.map((event) => arrayLiteral(event.visibility))),
    texts(events.map((event) => event.envelopeText)),
    texts(events.map((event) => event.dataText)),
    byteas(events.map((event) => event.salt)),
    byteas(events.map((event) => event.eventHash)),
  ]
  type Row = {
    outcomes: number[]
    revisions: number[]
    disputed: (string | null)[] | null
    first_position: string | null
    recorded_at: string
  }
  const { rows } = await client.query<Row>(
    watched.length === 0 ? { ...BATCH, values } : { ...WATCHING, values: [...values, ...watchedValues(watched)] },
  )
  const [row] = rows
  if (!row) throw new Error('append_batch answered nothing')
  return {
    outcomes: row.outcomes,
    revisions: row.revisions,
    disputed: row.disputed ?? [],
    firstPosition: BigInt(row.first_position ?? 0),
    recordedAt: row.recorded_at,
  }
}

const watchedValues = (guards: readonly CasesGuard[]): Buffer[] => [
  int8s(guards.map(({ after }) => BigInt(after))),
  texts(guards.map(({ types }) => arrayLiteral(types))),
  texts(guards.map(({ cases }) => arrayLiteral(cases))),
]

/** @param connect makes a connection, already open */
export const writer = (connect: () => Promise<pg.Client>): Writer => {
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
    async append(batch) {
      const client = await connection()
      const [only] = batch
      const event = only?.events[0]
      try {
        return batch.length === 1 && only && event && only.events.length === 1 && !only.guards?.length
          ? await appendOne(client, only, event)
          : await appendBatch(client, batch)
      } catch (error) {
        // Anything but an answer of the server leaves the connection in a state that nobody knows.
        if (!(error instanceof pg.DatabaseError)) {
          open = undefined
          client.end().catch(() => undefined)
        }
        throw error
      }
    },
    async close() {
      const closing = open
      open = undefined
      await closing?.then((client) => client.end()).catch(() => undefined)
    },
  }
}
