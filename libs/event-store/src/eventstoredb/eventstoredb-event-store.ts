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
import { rememberedOf } from '../log-continuity.ts'
import { pauseAfter } from '../pause-after.ts'
import { caseIndex, type CaseIndex } from './case-index.ts'
import { consumerStarts, type ConsumerStarts } from './consumer-starts.ts'
import { entriesAt } from './entries-at.ts'
import { answerIsLate } from './failures.ts'
import { type FollowedLog, type FollowedLogs, followedLogs } from './followed-log.ts'
import { inTime } from '../in-time.ts'
import { followLog, type IndexPlace, keptCaseIndex } from './kept-case-index.ts'
import { logPages } from './log-pages.ts'
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
  /** What the stores of this process follow together. Default: the log of this store alone. */
  readonly followed?: FollowedLogs | undefined
}

const [PAGE, STREAMS_AT_ONCE] = [1_000, 8]

class EventStoreDbEventStore extends EventStore {
  override readonly capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }
  readonly #service: ServiceName
  readonly #isOfService: boolean
  readonly #followed: FollowedLog
  readonly #writer: Writer
  readonly #pages = rememberedOf(this, () => {
    const { generation } = this
    const { log, recent, continuity } = this.#followed
    return logPages(log, recent(), this.#isVisible, () => continuity.require(generation))
  })
  readonly #cases: () => CaseIndex
  readonly #indexing: Promise<void>
  readonly #starts: ConsumerStarts
  readonly #closing = new AbortController()

  constructor({ url, service, bounds, indexIn, followed = followedLogs() }: EventStoreDbOptions) {
    super()
    this.#service = service
    this.#isOfService = indexIn !== undefined
    this.#followed = followed.at(url)
    const { connection, log, recent, continuity } = this.#followed
    this.#writer = writer({ service, recent, connection, bounds, continuity })
    this.#starts = consumerStarts(service, log, connection)
    this.#cases = rememberedOf(this, () =>
      indexIn ? keptCaseIndex({ ...indexIn, recent: recent(), log, patienceMs: connection.deadlineMs }) : caseIndex(recent()),
    )
    const catchUp = () => this.#followed.onSeenLog(() => this.#cases().catchUp())
    this.#indexing = indexIn ? followLog(catchUp, indexIn.db, this.#closing.signal) : Promise.resolve()
  }

  get generation(): number {
    return this.#followed.continuity.generation
  }

  override seen(): LogPosition | undefined {
    return this.#followed.continuity.seen()
  }

  /** For a question: in a service one reading's time is all that it may take; a tool waits until its index is made. */
  #asked<T>(work: (generation: number) => Promise<T>): Promise<T> {
    const asked = this.#followed.onSeenLog(work)
    return this.#isOfService ? inTime(asked, this.#followed.connection.patienceMs, answerIsLate) : asked
  }

  override async append(command: Append): Promise<AppendOutcome> {
    return this.#followed.onSeenLog(async (generation) => {
      this.#followed.continuity.require(command.generation)
      const answer = await this.#writer.append(command)
      if (answer.outcome === 'appended')
        this.#followed.note({ position: answer.lastPosition, hash: command.events.at(-1)?.eventHash.toString('hex') }, generation)
      return answer
    })
  }

  override findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined> {
    return this.#asked(() => this.#writer.find(stream, commandId))
  }

  override readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    return this.#asked(async (generation) => {
      const entries = await this.#followed.recent().streamAfter(stream, afterRevision)
      const events = this.#visibleEvents(entries)
      for (const { position, eventHash: hash } of events) this.#followed.continuity.note({ position, hash }, generation)
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

  #visibleEvents(entries: readonly LogEntry[]): StoredEvent[] {
    return entries
      .map(requireOwnEvent)
      .filter(this.#isVisible)
      .map(({ event }) => event)
  }

  /** The visible events of a case after a position; undefined if not all of them are kept. */
  async #keptOfCase(caseId: string, after: string, upTo: string | undefined): Promise<StoredEvent[] | undefined> {
    if (after === '0') return undefined
    if (!this.#followed.recent().reaches(upTo)) await this.#followed.recent().catchUp()
    // A record of another application in a stream of the case is found by reading these streams.
    const kept = this.#followed.recent().keptOfCase(caseId, after)
    return kept && this.#visibleEvents(kept)
  }

  override caseHeads(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#asked(() => this.#cases().headsOf(caseIds))
  }

  override readAll(from: PageOfLog): Promise<LogPage> {
    return this.#followed.onSeenLog(async (generation) => {
      const page = await this.#pages().page(from)
      this.#followed.note(page, generation)
      return page
    })
  }

  override scanAll(from: { after: string; limit: number }): Promise<LogScan> {
    return this.#asked(() => super.scanAll(from))
  }

  override async *subscribeAll(from: Parameters<EventStore['subscribeAll']>[0]): AsyncIterable<LogPage> {
    const { after, limit = PAGE, types, signal } = from
    const stopSignal = AbortSignal.any([signal, this.#closing.signal])
    const { generation } = this
    let position = after
    let failures = 0
    while (!stopSignal.aborted)
      try {
        this.#followed.continuity.require(generation)
        for await (const page of this.#follow({ after: position, limit, types }, stopSignal)) {
          // Another operation may have found out that the log went back: the position is one of the earlier log.
          this.#followed.continuity.require(generation)
          this.#followed.note(page, generation)
          position = page.position
          failures = 0
          yield page
        }
      } catch (error) {
        // Another operation may have found out first: the log that there is refuses the position, or has another event there.
        this.#followed.continuity.require(generation)
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
      const last = await this.#followed.recent().last()
      this.#followed.note(last, generation)
      return last?.position ?? '0'
    })
  }

  override hashesAt(positions: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#asked(async (generation) => {
      const entries = await entriesAt(positions, this.#followed.recent(), this.#followed.log)
      for (const entry of entries) this.#followed.note(entry, generation)
      return new Map(entries.map((entry) => [entry.position, recordHashOf(entry)]))
    })
  }

  override startOf(consumer: string, latest?: string): Promise<string> {
    return this.#asked(() => this.#starts.startOf(consumer, latest))
  }

  override lateArrivals(): number {
    return this.#followed.recent().lateArrivals()
  }

  override time(): Promise<string> {
    return this.#followed.connection.time()
  }

  override async server(): Promise<StoreServer> {
    return {
      ...(await this.#followed.connection.server()),
      knownTo: this.#followed.recent().end()?.position ?? '0',
      indexedTo: this.#cases().position(),
    }
  }

  override async close(): Promise<void> {
    this.#closing.abort()
    this.#followed.stopFollowing()
    await this.#writer.close()
    await this.#followed.close()
    await this.#indexing
  }
}

/** The event store in EventStoreDB 22.6 or later, or KurrentDB. Connects on first use. @throws ConnectionStringError */
export const eventStoreDbEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options)
