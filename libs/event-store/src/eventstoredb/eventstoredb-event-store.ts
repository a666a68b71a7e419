import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import {
  EventStore,
  LogWentBack,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Appended,
  type CasePart,
  type LogPage,
  type LogPosition,
  type LogScan,
  type PageOfLog,
  type StoredEvent,
  type StoreServer,
} from '../event-store.ts'
import { logContinuity, rememberedOf } from '../log-continuity.ts'
import { pauseAfter } from '../pause-after.ts'
import { caseIndex, type CaseIndex } from './case-index.ts'
import { consumerStarts, type ConsumerStarts } from './consumer-starts.ts'
import { connection, type Connection } from './connection.ts'
import { entriesAt } from './entries-at.ts'
import { followLog, type IndexPlace, keptCaseIndex } from './kept-case-index.ts'
import { answerIsLate } from './failures.ts'
import { inTime } from './in-time.ts'
import { logOn, type Log } from './log.ts'
import { logPages } from './log-pages.ts'
import { recentLog } from './recent-log.ts'
import { recordHashOf, type LogEntry, type RecordedEvent } from './recorded-event.ts'
import { requireOwnEvent } from './stream-heads.ts'
import { writer, type Bounds, type Writer } from './writer.ts'

export interface EventStoreDbOptions {
  /** `esdb://login:password@host:2113?…`, `esdb+discover://…`, or the same with `kurrentdb`. */
  readonly url: string
  /**
   * The service whose streams are written and whose visible events are read. The driver enforces both, whatever rights
   * the login has.
   */
  readonly service: ServiceName
  readonly bounds?: Partial<Bounds>
  /** Where the index of cases is kept and filled from now on. Default: in memory, made at the first question about a case. */
  readonly indexIn?: IndexPlace | undefined
}

const [PAGE, STREAMS_AT_ONCE] = [1_000, 8]

class EventStoreDbEventStore extends EventStore {
  override readonly capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }
  readonly #service: ServiceName
  readonly #isOfService: boolean
  readonly #connection: Connection
  readonly #log: Log
  readonly #writer: Writer
  readonly #recent = rememberedOf(this, () => {
    const { generation } = this
    return recentLog({
      log: this.#log,
      patienceMs: this.#connection.patienceMs,
      isCurrent: () => generation === this.generation,
      checkOfLog: (when) => this.#checkOfLog(generation, when),
      seen: (entry) => this.#note(entry, generation),
      ended: this.#closing.signal,
    })
  })
  readonly #pages = rememberedOf(this, () => {
    const { generation } = this
    return logPages(this.#log, this.#recent(), this.#isVisible, () => this.#continuity.require(generation))
  })
  readonly #cases: () => CaseIndex
  readonly #indexing: Promise<void>
  readonly #starts: ConsumerStarts
  readonly #continuity = logContinuity()
  #lossesAtCheck = 0
  readonly #closing = new AbortController()

  constructor({ url, service, bounds, indexIn }: EventStoreDbOptions) {
    super()
    this.#service = service
    this.#isOfService = indexIn !== undefined
    this.#connection = connection(url)
    this.#log = logOn(this.#connection)
    this.#writer = writer({ service, recent: this.#recent, connection: this.#connection, bounds, continuity: this.#continuity })
    this.#starts = consumerStarts(service, this.#log, this.#connection)
    this.#cases = rememberedOf(this, () => {
      const [recent, log] = [this.#recent(), this.#log]
      return indexIn ? keptCaseIndex({ ...indexIn, recent, log, patienceMs: this.#connection.deadlineMs }) : caseIndex(recent)
    })
    const catchUp = () => this.#onSeenLog(() => this.#cases().catchUp())
    this.#indexing = indexIn ? followLog(catchUp, indexIn.db, this.#closing.signal) : Promise.resolve()
  }

  get generation(): number {
    return this.#continuity.generation
  }

  override seen(): LogPosition | undefined {
    return this.#continuity.seen()
  }

  #note(at: LogPosition | LogEntry | undefined, generation: number): void {
    if (at) this.#continuity.note('type' in at ? { position: at.position, hash: recordHashOf(at) } : at, generation)
  }

  async #requireSeenEvent(seen: LogPosition, generation: number): Promise<void> {
    const losses = this.#connection.losses()
    const entry = await this.#log.at(seen.position)
    if (!entry || recordHashOf(entry) !== seen.hash) throw this.#continuity.wentBack(generation)
    this.#lossesAtCheck = losses
  }

  /** Compares the log with what was seen of it: always, or if it may have gone back since. Rejects with LogWentBack. */
  #checkOfLog(generation: number, when: 'always' | 'if needed'): Promise<void> | undefined {
    const seen = this.#continuity.seen()
    // A server can go back only while no connection to it is open, and calls through a proxy fail.
    const isNeeded = when === 'always' || this.#connection.losses() !== this.#lossesAtCheck
    return seen && isNeeded ? this.#requireSeenEvent(seen, generation) : undefined
  }

  /** Runs calls on the log that this process has seen. @throws LogWentBack */
  async #onSeenLog<T>(work: (generation: number) => Promise<T>): Promise<T> {
    const { generation } = this.#continuity
    const check = this.#checkOfLog(generation, 'if needed')
    if (check) await check
    const done = await work(generation)
    this.#continuity.require(generation)
    return done
  }

  /** For a question: in a service one reading's time is all that it may take; a tool waits until its index is made. */
  #asked<T>(work: (generation: number) => Promise<T>): Promise<T> {
    const asked = this.#onSeenLog(work)
    return this.#isOfService ? inTime(asked, this.#connection.patienceMs, answerIsLate) : asked
  }

  override async append(command: Append): Promise<AppendOutcome> {
    return this.#onSeenLog(async (generation) => {
      this.#continuity.require(command.generation)
      const answer = await this.#writer.append(command)
      if (answer.outcome === 'appended')
        this.#note({ position: answer.lastPosition, hash: command.events.at(-1)?.eventHash.toString('hex') }, generation)
      return answer
    })
  }

  override findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined> {
    return this.#asked(() => this.#writer.find(stream, commandId))
  }

  override readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    return this.#asked(async (generation) => {
      const entries = await this.#recent().streamAfter(stream, afterRevision)
      const events = entries
        .map(requireOwnEvent)
        .filter(this.#isVisible)
        .map(({ event }) => event)
      for (const { position, eventHash: hash } of events) this.#continuity.note({ position, hash }, generation)
      return events
    })
  }

  override readCase(caseId: string, { after = '0', upTo, limit }: CasePart = {}): Promise<StoredEvent[]> {
    return this.#asked(async () => {
      const isWanted = (event: StoredEvent, end = upTo) =>
        event.caseId === caseId &&
        comparePositions(event.position, after) > 0 &&
        (end === undefined || comparePositions(event.position, end) <= 0)
      const later = await this.#keptOfCase(caseId, after, upTo)
      if (later) return later.filter((event) => isWanted(event)).slice(0, limit)
      const { streams, position } = await this.#cases().streamsOf(caseId)
      // Streams are not read in one snapshot: beyond this end an event could be returned, and one before it be missing.
      const end = upTo !== undefined && comparePositions(upTo, position) < 0 ? upTo : position
      const events: StoredEvent[] = []
      for (let at = 0; at < streams.length; at += STREAMS_AT_ONCE) {
        const read = await Promise.all(streams.slice(at, at + STREAMS_AT_ONCE).map((stream) => this.readStream(stream)))
        events.push(...read.flat().filter((event) => isWanted(event, end)))
      }
      return events.toSorted((a, b) => comparePositions(a.position, b.position)).slice(0, limit)
    })
  }

  /** The visible events of a case after a position; undefined if not all of them are kept. */
  async #keptOfCase(caseId: string, after: string, upTo: string | undefined): Promise<StoredEvent[] | undefined> {
    if (after === '0') return undefined
    if (!this.#recent().reaches(upTo)) await this.#recent().catchUp()
    // A record of another application in a stream of the case is found by reading these streams.
    const kept = this.#recent().keptOfCase(caseId, after)
    return kept
      ?.map(requireOwnEvent)
      .filter(this.#isVisible)
      .map(({ event }) => event)
  }

  override caseHeads(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#asked(() => this.#cases().headsOf(caseIds))
  }

  override readAll(from: PageOfLog): Promise<LogPage> {
    return this.#onSeenLog(async (generation) => {
      const page = await this.#pages().page(from)
      this.#note(page, generation)
      return page
    })
  }

  override scanAll(from: { after: string; limit: number }): Promise<LogScan> {
    return this.#asked(() => super.scanAll(from))
  }

  override async *subscribeAll(from: Parameters<EventStore['subscribeAll']>[0]): AsyncIterable<LogPage> {
    const { after, limit = PAGE, types, signal } = from
    const stopSignal = AbortSignal.any([signal, this.#closing.signal])
    const { generation } = this.#continuity
    let position = after
    let failures = 0
    while (!stopSignal.aborted)
      try {
        this.#continuity.require(generation)
        for await (const page of this.#follow({ after: position, limit, types }, stopSignal)) {
          // Another operation may have found out that the log went back: the position is one of the earlier log.
          this.#continuity.require(generation)
          this.#note(page, generation)
          position = page.position
          failures = 0
          yield page
        }
      } catch (error) {
        // Another operation may have found out first: the log that there is refuses the position, or has another event there.
        this.#continuity.require(generation)
        // A subscription survives a restart of the server and continues from its position.
        if (!(error instanceof StoreUnavailable) || error instanceof LogWentBack) throw error
        await pauseAfter(failures++, stopSignal)
      }
  }

  /** Reads page by page up to the end of the log, where rare types are found fastest, then live. */
  async *#follow({ after, limit, types }: PageOfLog, stopSignal: AbortSignal): AsyncGenerator<LogPage> {
    const pages = this.#pages()
    let position = after
    for (let full = true; full && !stopSignal.aborted;) {
      const page = await this.readAll({ after: position, limit, types })
      full = page.events.length === limit
      if (page.position === position) break
      position = page.position
      yield page
    }
    yield* pages.live({ after: position, limit, types }, stopSignal)
  }

  #isVisible = ({ event }: RecordedEvent): boolean => event.visibility.includes(this.#service)

  override lastPosition(): Promise<string> {
    return this.#asked(async (generation) => {
      const last = await this.#recent().last()
      this.#note(last, generation)
      return last?.position ?? '0'
    })
  }

  override hashesAt(positions: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#asked(async (generation) => {
      const entries = await entriesAt(positions, this.#recent(), this.#log)
      for (const entry of entries) this.#note(entry, generation)
      return new Map(entries.map((entry) => [entry.position, recordHashOf(entry)]))
    })
  }

  override startOf(consumer: string, latest?: string): Promise<string> {
    return this.#asked(() => this.#starts.startOf(consumer, latest))
  }

  override lateArrivals(): number {
    return this.#recent().lateArrivals()
  }

  override time(): Promise<string> {
    return this.#connection.time()
  }

  override async server(): Promise<StoreServer> {
    return { ...(await this.#connection.server()), knownTo: this.#recent().end()?.position ?? '0', indexedTo: this.#cases().position() }
  }

  override async close(): Promise<void> {
    this.#closing.abort()
    await this.#writer.close()
    await this.#connection.close()
    await this.#indexing
  }
}

/** The event store in EventStoreDB 22.6 or later, or KurrentDB. Connects on first use. @throws ConnectionStringError */
export const eventStoreDbEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options)
