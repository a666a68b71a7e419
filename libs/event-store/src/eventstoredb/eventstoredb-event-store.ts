import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import { setTimeout as pause } from 'node:timers/promises'
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
  type StoredEvent,
} from '../event-store.ts'
import { logContinuity, rememberedOf } from '../log-continuity.ts'
import { caseIndex } from './case-index.ts'
import { consumerStarts, type ConsumerStarts } from './consumer-starts.ts'
import { connection, type Connection } from './connection.ts'
import { logOn, type Log } from './log.ts'
import { recordedEventOf, recordHashOf, type LogEntry, type RecordedEvent } from './recorded-event.ts'
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
}

const PAGE = 1_000
const STREAMS_AT_ONCE = 8
const MAX_POSITION = 2n ** 63n - 1n
const LONGEST_PAUSE_MS = 2_000

const isBetween = ({ position }: StoredEvent, after: string, end: string): boolean =>
  comparePositions(position, after) > 0 && comparePositions(position, end) <= 0

type ReadAllOptions = { after: string; limit: number; types?: readonly string[] | undefined }

class EventStoreDbEventStore extends EventStore {
  override readonly capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }
  readonly #service: ServiceName
  readonly #connection: Connection
  readonly #log: Log
  readonly #writer: Writer
  readonly #cases = rememberedOf(this, () => caseIndex(this.#log))
  readonly #starts: ConsumerStarts
  readonly #continuity = logContinuity()
  #lossesAtCheck = 0
  readonly #closing = new AbortController()

  constructor({ url, service, bounds }: EventStoreDbOptions) {
    super()
    this.#service = service
    this.#connection = connection(url)
    this.#log = logOn(this.#connection)
    this.#writer = writer({ service, log: this.#log, connection: this.#connection, bounds, continuity: this.#continuity })
    this.#starts = consumerStarts(service, this.#log, this.#connection)
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

  #noteEvents(events: readonly StoredEvent[], generation: number): void {
    for (const { position, eventHash: hash } of events) this.#continuity.note({ position, hash }, generation)
  }

  async #requireSeenEvent(seen: LogPosition, generation: number): Promise<void> {
    const losses = this.#connection.losses()
    const entry = await this.#log.at(seen.position)
    if (!entry || recordHashOf(entry) !== seen.hash) throw this.#continuity.wentBack(generation)
    this.#lossesAtCheck = losses
  }

  /** Runs calls on the log that this process has seen. @throws LogWentBack */
  async #onSeenLog<T>(work: (generation: number) => Promise<T>): Promise<T> {
    const { generation } = this.#continuity
    const seen = this.#continuity.seen()
    // A server can go back only while no connection to it is open.
    if (seen && this.#connection.losses() !== this.#lossesAtCheck) await this.#requireSeenEvent(seen, generation)
    const done = await work(generation)
    this.#continuity.require(generation)
    return done
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
    return this.#onSeenLog(() => this.#writer.find(stream, commandId))
  }

  override readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    return this.#onSeenLog(async (generation) => {
      const entries = await this.#log.stream(stream, afterRevision + 1)
      const events = entries
        .map(requireOwnEvent)
        .filter(this.#isVisible)
        .map(({ event }) => event)
      this.#noteEvents(events, generation)
      return events
    })
  }

  override readCase(caseId: string, { after = '0', upTo }: CasePart = {}): Promise<StoredEvent[]> {
    return this.#onSeenLog(async () => {
      const { streams, position } = await this.#cases().streamsOf(caseId)
      // Streams are not read in one snapshot. Without this end, an event recorded meanwhile could be returned, and one
      // before it in another stream be missing.
      const end = upTo !== undefined && comparePositions(upTo, position) < 0 ? upTo : position
      const events: StoredEvent[] = []
      for (let at = 0; at < streams.length; at += STREAMS_AT_ONCE) {
        const read = await Promise.all(streams.slice(at, at + STREAMS_AT_ONCE).map((stream) => this.readStream(stream)))
        events.push(...read.flat().filter((event) => event.caseId === caseId && isBetween(event, after, end)))
      }
      return events.toSorted((a, b) => comparePositions(a.position, b.position))
    })
  }

  override caseHeads(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#onSeenLog(() => this.#cases().headsOf(caseIds))
  }

  override readAll(from: ReadAllOptions): Promise<LogPage> {
    return this.#onSeenLog(async (generation) => {
      const page = await this.#pageOf(from)
      this.#note(page, generation)
      return page
    })
  }

  async #pageOf({ after, limit, types }: ReadAllOptions): Promise<LogPage> {
    // Read before the page, which is complete up to this position. Without a filter each event moves the position.
    const head = types === undefined ? undefined : await this.#log.last()
    const events: StoredEvent[] = []
    let last: LogEntry | undefined
    for await (const entries of this.#log.after(after, { types, firstPage: limit }))
      for (const entry of entries) {
        last = entry
        const event = this.#shown(entry, types)
        if (event && events.push(event) === limit) return { events, position: entry.position, hash: event.eventHash }
      }
    if (head && comparePositions(head.position, last?.position ?? after) > 0) last = head
    return last ? { events, position: last.position, hash: recordHashOf(last) } : { events, position: after }
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
    const stopSignal = AbortSignal.any([signal, this.#closing.signal])
    const { generation } = this.#continuity
    let position = after
    let failures = 0
    while (!stopSignal.aborted)
      try {
        for await (const page of this.#follow({ after: position, limit, types }, stopSignal)) {
          // Another operation may have found out that the log went back: the position is one of the earlier log.
          this.#continuity.require(generation)
          position = page.position
          failures = 0
          yield page
        }
      } catch (error) {
        // Another operation may have found out first: the log that there is refuses the position, or has another event there.
        this.#continuity.require(generation)
        // A subscription survives a restart of the server and continues from its position.
        if (!(error instanceof StoreUnavailable) || error instanceof LogWentBack) throw error
        await pause(Math.min(20 * 2 ** failures++, LONGEST_PAUSE_MS), undefined, { signal: stopSignal }).catch(() => undefined)
      }
  }

  /** Reads page by page up to the end of the log, where rare types are found fastest, then live. */
  async *#follow({ after, limit, types }: ReadAllOptions, stopSignal: AbortSignal): AsyncGenerator<LogPage> {
    const { generation } = this.#continuity
    let position = after
    for (let full = true; full && !stopSignal.aborted;) {
      const page = await this.readAll({ after: position, limit, types })
      full = page.events.length === limit
      if (page.position === position) break
      position = page.position
      yield page
    }
    for await (const { entries, position: readUpTo } of this.#log.live(position, stopSignal)) {
      this.#continuity.require(generation)
      const visible = entries.flatMap((entry) => this.#shown(entry, types) ?? [])
      while (visible.length > limit) {
        const events = visible.splice(0, limit)
        const last = events.at(-1)
        yield { events, position: last?.position ?? readUpTo, hash: last?.eventHash }
      }
      const last = entries.at(-1)?.position === readUpTo ? entries.at(-1) : await this.#log.at(readUpTo)
      const page = { events: visible, position: readUpTo, hash: last && recordHashOf(last) }
      this.#note(page, generation)
      yield page
    }
  }

  #isVisible = ({ event }: RecordedEvent): boolean => event.visibility.includes(this.#service)

  /**
   * The event if it is visible to this service. A foreign event in a stream is left out here; a read of that stream
   * fails.
   */
  #shown(entry: LogEntry, types: readonly string[] | undefined): StoredEvent | undefined {
    if (types && !types.includes(entry.type)) return undefined
    const recorded = recordedEventOf(entry)
    return recorded && this.#isVisible(recorded) ? recorded.event : undefined
  }

  override lastPosition(): Promise<string> {
    return this.#onSeenLog(async (generation) => {
      const last = await this.#log.last()
      this.#note(last, generation)
      return last?.position ?? '0'
    })
  }

  override hashesAt(positions: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#onSeenLog(async (generation) => {
      const hashes = new Map<string, string>()
      const wanted = positions.filter((position) => position !== '0' && BigInt(position) <= MAX_POSITION)
      for (let at = 0; at < wanted.length; at += STREAMS_AT_ONCE)
        for (const entry of await Promise.all(wanted.slice(at, at + STREAMS_AT_ONCE).map((position) => this.#log.at(position)))) {
          if (entry) hashes.set(entry.position, recordHashOf(entry))
          this.#note(entry, generation)
        }
      return hashes
    })
  }

  override startOf(consumer: string, latest?: string): Promise<string> {
    return this.#onSeenLog(() => this.#starts.startOf(consumer, latest))
  }

  override time(): Promise<string> {
    return this.#connection.time()
  }

  override async close(): Promise<void> {
    this.#closing.abort()
    await this.#writer.close()
    await this.#connection.close()
  }
}

/** The event store in EventStoreDB 22.6 or later, or KurrentDB. Connects on first use. @throws ConnectionStringError */
export const eventStoreDbEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options)
