import pg from 'pg'
import {
  EventStore,
  type Append,
  type AppendOutcome,
  type Appended,
  type CasePart,
  type LogPage,
  type LogPosition,
  type LogScan,
  type PageOfLog,
  type StoredEvent,
} from '../event-store.ts'
import { logContinuity } from '../log-continuity.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import { batcher, type Batcher, type Bounds, type Send } from './batcher.ts'
import { caseReader } from './case-reader.ts'
import { connectClient, readerConfig, writerConfig } from './connection.ts'
import { untilReachable } from './failures.ts'
import { type LogEnd, logEnd, type LogLooks, logLooks, placeOf } from './log-end.ts'
import { logReader, onSeenLog, type LogReader } from './log-reader.ts'
import { logScanner } from './log-scanner.ts'
import { FIND_COMMAND, READ_ALL } from './migrations/0004-reading.migration.ts'
import { storeServer } from './store-server.ts'
import { streamReader } from './stream-reader.ts'
import { logTail, type LogTail, type TailPage, type TailRequest } from './log-tail.ts'
import { wakeUp, type WakeUp } from './wake-up.ts'
import { writer, type BatchResult, type Writer } from './writer.ts'

export interface PostgresOptions {
  /**
   * `postgres://login:password@host:port/database`; the login determines which streams may be written and which events
   * are visible.
   */
  readonly url: string
  /**
   * Connections that append. One gives the largest batches; more are faster only above about a hundred concurrent
   * commands.
   */
  readonly writers?: number
  /** Connections that read. */
  readonly readers?: number
  readonly bounds?: Partial<Bounds>
  /** How often a subscriber polls when no wake-up arrives, in milliseconds (default 5,000). */
  readonly pollMs?: number
  /** Shared with the other stores of the process; default: it looks for the end of the log by itself. */
  readonly looks?: LogLooks | undefined
  /** This service's clock, in milliseconds since 1970; default: that of the machine. */
  readonly now?: () => number
  /** Called when commands are sent together. */
  readonly onBatch?: ((commands: number) => void) | undefined
}

const PAGE = 5_000
/** The largest bigint of PostgreSQL. */
const MAX_POSITION = '9223372036854775807'
const BOUNDS: Bounds = { batch: 256, waiting: 2_000, waitingBytes: 64 * 1024 * 1024 }

class PostgresEventStore extends EventStore {
  override readonly capabilities = { densePositions: true, monotoneRecordedAt: true, guards: true, uniqueEventIds: true }
  readonly #readers: pg.Pool
  readonly #log: LogReader
  readonly #end: LogEnd
  readonly #server: ReturnType<typeof storeServer>
  readonly #readStream: ReturnType<typeof streamReader>
  readonly #readCase: ReturnType<typeof caseReader>
  readonly #scanner: ReturnType<typeof logScanner>
  readonly #writers: readonly Writer[]
  readonly #batcher: Batcher
  readonly #tail: LogTail
  readonly #wakeUp: WakeUp
  readonly #pollMs: number
  readonly #onBatch: PostgresOptions['onBatch']
  readonly #continuity = logContinuity()
  readonly #closing = new AbortController()

  constructor({ url, writers = 1, readers = 8, bounds = {}, pollMs = 5_000, now = Date.now, ...more }: PostgresOptions) {
    super()
    const { looks = logLooks() } = more
    this.#onBatch = more.onBatch
    this.#pollMs = pollMs
    this.#readers = new pg.Pool({ ...readerConfig(url), max: readers })
    // The pool removes an idle connection that broke; the next query opens another. Without a listener, the error would
    // end the process.
    this.#readers.on('error', () => undefined)
    this.#log = logReader(this.#readers, this.#continuity)
    this.#server = storeServer(this.#log, url)
    this.#end = logEnd(this.#log, this.#continuity, (ask) => looks.at(this.#server.log, ask))
    this.#readStream = streamReader(this.#log.readEvents)
    this.#readCase = caseReader(this.#log.readEvents)
    this.#scanner = logScanner(this.#log)
    this.#writers = Array.from({ length: writers }, () => writer(() => connectClient(writerConfig(url)), now))
    const over = (connection: Writer): Send => this.#append.bind(this, connection)
    this.#batcher = batcher(this.#writers.map(over), { ...BOUNDS, ...bounds })
    this.#tail = logTail((after, limit) => this.readAll({ after, limit }))
    this.#wakeUp = wakeUp(
      () => connectClient(readerConfig(url)),
      (statement) => this.#readers.query(statement),
      () => this.#end.look(),
    )
  }

  override append(command: Append): Promise<AppendOutcome> {
    return this.#batcher.append(command)
  }

  get generation(): number {
    return this.#continuity.generation
  }

  override seen(): LogPosition | undefined {
    return this.#continuity.seen()
  }

  async #append(to: Writer, batch: readonly Append[]): Promise<AppendOutcome[]> {
    const { generation } = this.#continuity
    for (const command of batch) this.#continuity.require(command.generation)
    this.#onBatch?.(batch.length)
    return this.#answers(batch, await onSeenLog(this.#continuity, (seen) => to.append(batch, seen)), generation)
  }

  async #answers(batch: readonly Append[], result: BatchResult, generation: number): Promise<AppendOutcome[]> {
    let position = result.firstPosition
    let lastAppended: LogPosition | undefined
    const answers = batch.map((command, index): AppendOutcome | Promise<AppendOutcome> => {
      const revision = result.revisions[index] ?? -1
      switch (result.outcomes[index]) {
        case 0: {
          const { stream, events } = command
          const first = position
          position += BigInt(events.length)
          lastAppended = { position: (position - 1n).toString(), hash: events.at(-1)?.eventHash.toString('hex') }
          return {
            outcome: 'appended',
            stream,
            ids: events.map((event) => event.id),
            types: events.map((event) => event.type),
            firstRevision: revision + 1,
            lastRevision: revision + events.length,
            firstPosition: first.toString(),
            lastPosition: (position - 1n).toString(),
            recordedAt: result.recordedAt,
          }
        }
        case 1:
          return this.#firstAnswer(command)
        case 2:
          return { outcome: 'conflict', stream: result.conflictingStreams[index] ?? command.stream, revision }
        default:
          return { outcome: 'id-clash', stream: command.stream }
      }
    })
    if (lastAppended) {
      this.#continuity.note(lastAppended, generation)
      this.#wakeUp.announce()
    }
    return Promise.all(answers)
  }

  async #firstAnswer({ stream, commandId }: Append): Promise<AppendOutcome> {
    const first = await this.findCommand(stream, commandId)
    if (!first)
      throw new Error(
        `the first answer to command ${commandId} was found in ${stream} and then was missing: check whether the database was restored`,
      )
    const { commandDigest: _, ...answer } = first
    return answer
  }

  override readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    return this.#readStream(stream, afterRevision)
  }

  override async findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined> {
    const rows = await this.#log.readEvents<EventRow & { command_digest: string }>('find_command', () => FIND_COMMAND, [commandId, stream])
    const [first, last] = [rows[0], rows.at(-1)]
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

  override readCase(caseId: string, { after = '0', upTo = MAX_POSITION, limit }: CasePart = {}): Promise<StoredEvent[]> {
    return this.#readCase({ caseId, after, upTo, limit })
  }

  override caseHeads(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#scanner.caseHeads(caseIds)
  }

  override async readAll({ after, limit, types, atLeastTo }: PageOfLog): Promise<LogPage> {
    const { generation } = this.#continuity
    const kept = atLeastTo !== undefined && this.#tail.kept({ after, limit, types: types && new Set(types), generation }, atLeastTo)
    if (kept) return kept
    // One statement, so one snapshot: up to the head that it returns, this page is complete.
    const rows = await this.#log.readEvents<EventRow & { head: string; headHash: string | null }>('read_all', () => READ_ALL, [
      after,
      limit,
      types ?? null,
    ])
    const events = rows.filter((row) => row.position !== null).map(storedEvent)
    // A page that is not full was read up to the head; the position never moves back.
    const last = events.at(-1)
    if (last && events.length >= limit) return { events, position: last.position, hash: last.eventHash }
    const head = { position: rows[0]?.head ?? '0', hash: rows[0]?.headHash ?? undefined }
    this.#continuity.note(head, generation)
    return BigInt(head.position) > BigInt(after) ? { events, ...head } : { events, position: after }
  }

  override scanAll(from: { after: string; limit: number }): Promise<LogScan> {
    return this.#scanner.scanAll(from)
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
  }): AsyncIterable<LogPage> {
    const { generation } = this.#continuity
    const named = types && new Set(types)
    let position = after
    let hasReachedEnd = false
    const ending = AbortSignal.any([signal, this.#closing.signal])
    while (!ending.aborted) {
      // The count is taken before the page is read, so that an append during the read ends the wait at once.
      const hintCount = this.#wakeUp.hintCount()
      const next = { after: position, limit, types: named, hints: hintCount, generation }
      const read = await untilReachable(
        async () => (hasReachedEnd ? await this.#tail.next(next) : undefined) ?? (await this.#page(next)),
        ending,
      )
      if (!read) return
      // Another operation may have found out that the log went back: the position is one of the earlier log.
      this.#continuity.require(generation)
      hasReachedEnd = read.page.events.length < limit
      if (read.page.position !== position) {
        position = read.page.position
        yield read.page
      }
      // There is more at the end only if a hint has come since.
      if (read.isEnd) await this.#wakeUp.next({ hintCount, at: placeOf(position, generation), ms: this.#pollMs, signal: ending })
    }
  }

  async #page({ after, limit, types }: TailRequest): Promise<TailPage> {
    const page = await this.readAll({ after, limit, types: types && [...types] })
    // A page that is not full was read up to the end.
    return { page, isEnd: page.events.length < limit }
  }

  override async lastPosition(): Promise<string> {
    return (await this.#end.last()).position
  }

  override recentEnd(): string | undefined {
    return this.#end.recent()
  }

  override hashesAt(positions: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#log.hashesAt(positions)
  }

  override startOf(consumer: string, latest?: string): Promise<string> {
    return this.#log.startOf(consumer, latest)
  }

  override async time(): Promise<string> {
    return (await this.#end.last()).time
  }

  override server() {
    return this.#server.describe()
  }

  override async close(): Promise<void> {
    this.#closing.abort()
    await this.#batcher.close()
    await Promise.all([...this.#writers.map((one) => one.close()), this.#wakeUp.close()])
    await this.#readers.end()
  }
}

/** The event store in PostgreSQL, in a database prepared by `migrateEventStore`. Connects on first use. */
export const postgresEventStore = (options: PostgresOptions): EventStore => new PostgresEventStore(options)
