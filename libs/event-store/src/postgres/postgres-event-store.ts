import pg from 'pg'
import { EventStore, StoreUnavailable, type Append, type AppendOutcome, type Appended, type StoredEvent } from '../event-store.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import { batcher, type Batcher, type Bounds, type Send } from './batcher.ts'
import { connected, readerConfig, writerConfig } from './connection.ts'
import { asStoreFailure } from './failures.ts'
import { columns } from './columns.ts'
import { streamReader } from './stream-reader.ts'
import { wakeUp, type WakeUp } from './wake-up.ts'
import { writer, type Judged, type Writer } from './writer.ts'

export interface PostgresOptions {
  /** `postgres://login:password@host:port/database`; the login decides whose streams may be written and what is seen. */
  readonly url: string
  /** Connections that append. One keeps the batches biggest; more pay off above about a hundred concurrent commands. */
  readonly writers?: number
  /** Connections that read. */
  readonly readers?: number
  readonly bounds?: Partial<Bounds>
  /** How often a subscriber looks for events although nothing woke it, in milliseconds. */
  readonly pollMs?: number
}

const PAGE = 5_000
const BOUNDS: Bounds = { batch: 256, waiting: 2_000, waitingBytes: 64 * 1024 * 1024 }

type From = { after: string; limit: number; types?: readonly string[] | undefined }

class PostgresEventStore extends EventStore {
  override readonly capabilities = { densePositions: true, monotoneRecordedAt: true, guards: true, uniqueEventIds: true }
  readonly #readers: pg.Pool
  readonly #readStream: ReturnType<typeof streamReader>
  readonly #writers: readonly Writer[]
  readonly #batcher: Batcher
  readonly #wakeUp: WakeUp
  readonly #pollMs: number
  #closed = false

  constructor({ url, writers = 1, readers = 8, bounds = {}, pollMs = 1_000 }: PostgresOptions) {
    super()
    this.#pollMs = pollMs
    this.#readers = new pg.Pool({ ...readerConfig(url), max: readers })
    // The pool drops a connection that broke while idle; the next query opens another.
    this.#readers.on('error', () => undefined)
    this.#readStream = streamReader((name, text, values) => this.#read(name, text, values))
    this.#writers = Array.from({ length: writers }, () => writer(() => connected(writerConfig(url))))
    this.#batcher = batcher(
      this.#writers.map(
        (one): Send =>
          async (batch) =>
            this.#answers(batch, await one.append(batch)),
      ),
      { ...BOUNDS, ...bounds },
    )
    this.#wakeUp = wakeUp(
      () => connected(readerConfig(url)),
      (statement) => this.#readers.query(statement),
    )
  }

  override append(command: Append): Promise<AppendOutcome> {
    return this.#batcher.append(command)
  }

  async #answers(batch: readonly Append[], judged: Judged): Promise<AppendOutcome[]> {
    let position = judged.firstPosition
    let appended = false
    const answers = batch.map((command, index): AppendOutcome | Promise<AppendOutcome> => {
      const revision = judged.revisions[index] ?? -1
      switch (judged.outcomes[index]) {
        case 0: {
          const { stream, events } = command
          const first = position
          position += BigInt(events.length)
          appended = true
          return {
            outcome: 'appended',
            stream,
            ids: events.map((event) => event.id),
            types: events.map((event) => event.type),
            firstRevision: revision + 1,
            lastRevision: revision + events.length,
            firstPosition: first.toString(),
            lastPosition: (position - 1n).toString(),
            recordedAt: judged.recordedAt,
          }
        }
        case 1:
          return this.#firstAnswer(command)
        case 2:
          return { outcome: 'conflict', stream: judged.disputed[index] ?? command.stream, revision }
        default:
          return { outcome: 'id-clash', stream: command.stream }
      }
    })
    if (appended) this.#wakeUp.announce()
    return Promise.all(answers)
  }

  async #firstAnswer({ stream, commandId }: Append): Promise<AppendOutcome> {
    const first = await this.findCommand(stream, commandId)
    if (!first) throw new Error(`the first answer to command ${commandId} was found in ${stream} and then was not`)
    const { commandDigest: _, ...answer } = first
    return answer
  }

  async #read<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.#readers.query<R>({ name, text, values })).rows
    } catch (error) {
      throw asStoreFailure(error)
    }
  }

  override readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    return this.#readStream(stream, afterRevision)
  }

  override async findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined> {
    const rows = await this.#read<EventRow & { command_digest: string }>(
      'find_command',
      `select ${columns}, e.command_digest from events.event e where e.command_id = $1 and e.stream = $2 order by e.revision`,
      [commandId, stream],
    )
    const first = rows[0]
    const last = rows.at(-1)
    if (!first || !last) return undefined
    return {
      outcome: 'duplicate',
      stream,
      ids: rows.map((row) => row.id),
      types: rows.map((row) => row.type),
      firstRevision: Number(first.revision),
      lastRevision: Number(last.revision),
      firstPosition: first.position,
      lastPosition: last.position,
      recordedAt: first.recordedAt,
      commandDigest: Buffer.from(first.command_digest, 'hex'),
    }
  }

  override async readCase(caseId: string, upTo = '9223372036854775807'): Promise<StoredEvent[]> {
    const events: StoredEvent[] = []
    for (let after = '0'; ;) {
      const rows = await this.#read<EventRow>(
        'read_case',
        `select ${columns} from events.event e where e.case_id = $1 and e.position > $2 and e.position <= $3 order by e.position limit ${PAGE}`,
        [caseId, after, upTo],
      )
      for (const row of rows) events.push(storedEvent(row))
      if (rows.length < PAGE) return events
      after = events.at(-1)?.position ?? after
    }
  }

  override async readAll({ after, limit, types }: From): Promise<{ events: StoredEvent[]; position: string }> {
    const filter = types === undefined ? '' : 'and e.type = any ($3)'
    // One statement, so one snapshot: up to the head that it names, this page has left out nothing.
    const rows = await this.#read<EventRow & { head: string }>(
      types === undefined ? 'read_all' : 'read_all_types',
      `select log.head, page.* from (select events.last_position() as head) log
       left join lateral (select ${columns} from events.event e where e.position > $1 ${filter} order by e.position limit $2) page on true
       order by page.position`,
      types === undefined ? [after, limit] : [after, limit, types],
    )
    const events = rows.filter((row) => row.position !== null).map(storedEvent)
    const head = rows[0]?.head ?? after
    const position = events.length < limit ? (BigInt(head) > BigInt(after) ? head : after) : (events.at(-1)?.position ?? after)
    return { events, position }
  }

  override async *subscribeAll({
    after,
    limit = PAGE,
    types,
    signal,
  }: {
    after: string
    limit?: number
    types?: readonly string[] | undefined
    signal: AbortSignal
  }): AsyncIterable<{ events: StoredEvent[]; position: string }> {
    let position = after
    while (!signal.aborted && !this.#closed) {
      // Taken before looking: what is appended while this page is read ends the wait at once.
      const heard = this.#wakeUp.heard()
      const page = await this.#pageWhenReachable({ after: position, limit, types })
      if (page && page.position !== position) {
        position = page.position
        yield page
      } else await this.#wakeUp.next(heard, this.#pollMs, signal)
    }
  }

  // A subscriber outlives a restart of the database: it goes on from where it was.
  async #pageWhenReachable(from: From): Promise<{ events: StoredEvent[]; position: string } | undefined> {
    try {
      return await this.readAll(from)
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined
      throw error
    }
  }

  override async lastPosition(): Promise<string> {
    const [row] = await this.#read<{ head: string }>('last_position', 'select events.last_position() as head', [])
    return row?.head ?? '0'
  }

  override async close(): Promise<void> {
    this.#closed = true
    await this.#batcher.close()
    await Promise.all([...this.#writers.map((one) => one.close()), this.#wakeUp.close()])
    await this.#readers.end()
  }
}

/** The event store in PostgreSQL; the database was made ready by `migrateEventStore`. Connects when first used. */
export const postgresEventStore = (options: PostgresOptions): EventStore => new PostgresEventStore(options)
