import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import { EventStore, StoreUnavailable, type Append, type AppendOutcome, type Appended, type StoredEvent } from '../event-store.ts'
import { caseIndex, type CaseIndex } from './case-index.ts'
import { connection, type Connection } from './connection.ts'
import { logOn, type Log } from './log.ts'
import { recordedIn, type LogEntry, type Recorded } from './recorded-event.ts'
import { ownEvent } from './stream-heads.ts'
import { writer, type Bounds, type Writer } from './writer.ts'

export interface EventStoreDbOptions {
  /** `esdb://login:password@host:2113?…`, `esdb+discover://…`, or the same with `kurrentdb`. */
  readonly url: string
  /** Whose streams are written, and for whose eyes is read: the driver keeps to it, whatever the login may. */
  readonly service: ServiceName
  readonly bounds?: Partial<Bounds>
}

const PAGE = 1_000
const STREAMS_AT_ONCE = 8
const LONGEST_PAUSE_MS = 2_000

type From = { after: string; limit: number; types?: readonly string[] | undefined }
type Page = { events: StoredEvent[]; position: string }

class EventStoreDbEventStore extends EventStore {
  override readonly capabilities = { densePositions: false, monotoneRecordedAt: false, guards: false, uniqueEventIds: false }
  readonly #service: ServiceName
  readonly #connection: Connection
  readonly #log: Log
  readonly #writer: Writer
  readonly #cases: CaseIndex
  readonly #closing = new AbortController()

  constructor({ url, service, bounds }: EventStoreDbOptions) {
    super()
    this.#service = service
    this.#connection = connection(url)
    this.#log = logOn(this.#connection)
    this.#writer = writer({ service, log: this.#log, connection: this.#connection, bounds })
    this.#cases = caseIndex(this.#log)
  }

  override append(command: Append): Promise<AppendOutcome> {
    return this.#writer.append(command)
  }

  override findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined> {
    return this.#writer.find(stream, commandId)
  }

  override async readStream(stream: string, afterRevision = -1): Promise<StoredEvent[]> {
    const entries = await this.#log.stream(stream, afterRevision + 1)
    return entries
      .map(ownEvent)
      .filter(this.#isVisible)
      .map(({ event }) => event)
  }

  override async readCase(caseId: string, upTo?: string): Promise<StoredEvent[]> {
    const { streams, position } = await this.#cases.streamsOf(caseId)
    // Streams are read one after the other: what came after the index was read may be seen in one and missed in another.
    const end = upTo !== undefined && comparePositions(upTo, position) < 0 ? upTo : position
    const events: StoredEvent[] = []
    for (let at = 0; at < streams.length; at += STREAMS_AT_ONCE) {
      const read = await Promise.all(streams.slice(at, at + STREAMS_AT_ONCE).map((stream) => this.readStream(stream)))
      events.push(...read.flat().filter((event) => event.caseId === caseId && comparePositions(event.position, end) <= 0))
    }
    return events.toSorted((a, b) => comparePositions(a.position, b.position))
  }

  override async readAll({ after, limit, types }: From): Promise<Page> {
    // Named before the page is read: up to it, the page has left out nothing.
    const head = types === undefined ? after : await this.#log.lastPosition()
    const events: StoredEvent[] = []
    let position = after
    for await (const entries of this.#log.after(after, types))
      for (const entry of entries) {
        position = entry.position
        const event = this.#shown(entry, types)
        if (event && events.push(event) === limit) return { events, position }
      }
    return { events, position: comparePositions(head, position) > 0 ? head : position }
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
  }): AsyncIterable<Page> {
    const until = AbortSignal.any([signal, this.#closing.signal])
    let position = after
    let failures = 0
    while (!until.aborted)
      try {
        for await (const page of this.#follow({ after: position, limit, types }, until)) {
          position = page.position
          failures = 0
          yield page
        }
      } catch (error) {
        // A subscriber outlives a restart of the server: he goes on from where he was.
        if (!(error instanceof StoreUnavailable)) throw error
        await pause(Math.min(20 * 2 ** failures++, LONGEST_PAUSE_MS), undefined, { signal: until }).catch(() => undefined)
      }
  }

  /** Page by page up to the end of the log, where rare types are found fastest, then what is added, as it comes. */
  async *#follow({ after, limit, types }: From, until: AbortSignal): AsyncGenerator<Page> {
    let position = after
    for (let full = true; full && !until.aborted;) {
      const page = await this.readAll({ after: position, limit, types })
      full = page.events.length === limit
      if (page.position === position) break
      position = page.position
      yield page
    }
    for await (const { entries, position: reached } of this.#log.live(position, until)) {
      const shown = entries.flatMap((entry) => this.#shown(entry, types) ?? [])
      while (shown.length > limit) {
        const events = shown.splice(0, limit)
        yield { events, position: events.at(-1)?.position ?? reached }
      }
      yield { events: shown, position: reached }
    }
  }

  #isVisible = ({ event }: Recorded): boolean => event.visibility.includes(this.#service)

  /** The event for this service's eyes. What somebody else wrote into a stream is left out here, and stops who reads that stream. */
  #shown(entry: LogEntry, types: readonly string[] | undefined): StoredEvent | undefined {
    if (types && !types.includes(entry.type)) return undefined
    const recorded = recordedIn(entry)
    return recorded && this.#isVisible(recorded) ? recorded.event : undefined
  }

  override lastPosition(): Promise<string> {
    return this.#log.lastPosition()
  }

  override async close(): Promise<void> {
    this.#closing.abort()
    await this.#writer.close()
    await this.#connection.close()
  }
}

/** The event store in EventStoreDB 22.6 or later, or KurrentDB. Connects when first used. @throws ConnectionStringError */
export const eventStoreDbEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options)
