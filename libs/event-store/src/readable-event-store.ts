import {
  EventStore,
  type Append,
  type AppendObserver,
  type CasePart,
  type LogScan,
  type PageOfLog,
  type StoredEvent,
  type UnreadableEvent,
} from './event-store.ts'
import { recordedTexts, type RecordedTexts } from './recorded-texts.ts'
import { misfittingCorrections, placeholderFor, unreadableReason } from './unreadable-events.ts'

/** About 100 bytes each, in two generations. */
const MAX_REMEMBERED = 25_000
const MAX_REPORTED = 10_000

/** Remembers keys; the older half is forgotten when it is full. */
const recentKeys = (capacity: number) => {
  let [recent, older] = [new Set<string>(), new Set<string>()]
  return {
    has: (key: string): boolean => recent.has(key) || older.has(key),
    add: (key: string): void => {
      if (recent.size >= capacity) [recent, older] = [new Set(), recent]
      recent.add(key)
    },
  }
}

/** Decides which events are readable, and reports each unreadable one once. */
const inspection = (onUnreadable: (event: UnreadableEvent) => void, recorded: RecordedTexts) => {
  // Validating an event costs as much as reading it, and a decision reads the same case again and again.
  const readable = recentKeys(MAX_REMEMBERED)
  const unreadable = new Map<string, UnreadableEvent>()
  const withoutEffect = new Map<string, UnreadableEvent>()
  const report = (reported: Map<string, UnreadableEvent>, event: StoredEvent, reason: string): void => {
    if (reported.has(keyOf(event)) || reported.size >= MAX_REPORTED) return
    const { position, stream, revision, caseId } = event
    reported.set(keyOf(event), { position, stream, revision, caseId, reason })
    onUnreadable({ position, stream, revision, caseId, reason })
  }
  return {
    recorded,
    all: (): readonly UnreadableEvent[] => [...unreadable.values(), ...withoutEffect.values()],
    isReadable: (event: StoredEvent): boolean => {
      const key = keyOf(event)
      if (readable.has(key)) return true
      if (unreadable.has(key)) return false
      // What this process recorded was validated then.
      const reason = recorded.has(event) ? undefined : unreadableReason(event)
      if (reason === undefined) readable.add(key)
      else report(unreadable, event, reason)
      return reason === undefined
    },
    /** Not left out: whether the corrected event is there, too, depends on what is read. No fold applies them. */
    reportCorrections: (history: readonly StoredEvent[]): void => {
      for (const { event, reason } of misfittingCorrections(history)) report(withoutEffect, event, reason)
    },
  }
}

const keyOf = ({ position, eventHash }: StoredEvent): string => `${position} ${eventHash}`

class ReadableEventStore extends EventStore {
  readonly #store: EventStore
  readonly #inspected: ReturnType<typeof inspection>
  readonly #observer: AppendObserver | undefined

  constructor(store: EventStore, inspected: ReturnType<typeof inspection>, observer: AppendObserver | undefined) {
    super()
    this.#store = store
    this.#inspected = inspected
    this.#observer = observer
  }

  override get capabilities() {
    return this.#store.capabilities
  }

  override get generation() {
    return this.#store.generation
  }

  override seen() {
    return this.#store.seen()
  }

  override get unfiltered(): EventStore {
    return this.#store
  }

  override reportUnreadable(events: readonly StoredEvent[]): void {
    this.#readableOf(events)
  }

  override unreadableEvents(): readonly UnreadableEvent[] {
    return this.#inspected.all()
  }

  #readableOf(events: readonly StoredEvent[]): StoredEvent[] {
    return events.filter(this.#inspected.isReadable)
  }

  // In a stream or a case, a placeholder keeps the revision of an unreadable event: appends and guards count from it.
  #withPlaceholders(events: readonly StoredEvent[]): StoredEvent[] {
    const readable = events.map((event) => (this.#inspected.isReadable(event) ? event : placeholderFor(event)))
    this.#inspected.reportCorrections(readable)
    return readable
  }

  override lateArrivals() {
    return this.#store.lateArrivals()
  }

  override append(command: Append) {
    return this.#observer ? this.#observer.around(command, () => this.#append(command)) : this.#append(command)
  }

  async #append(command: Append) {
    const outcome = await this.#store.append(command)
    if (outcome.outcome === 'appended') this.#inspected.recorded.add(command)
    return outcome
  }

  override async readStream(stream: string, afterRevision?: number) {
    return this.#withPlaceholders(await this.#store.readStream(stream, afterRevision))
  }

  override findCommand(stream: string, commandId: string) {
    return this.#store.findCommand(stream, commandId)
  }

  override async readCase(caseId: string, part?: CasePart) {
    return this.#withPlaceholders(await this.#store.readCase(caseId, part))
  }

  override caseHeads(caseIds: readonly string[]) {
    return this.#store.caseHeads(caseIds)
  }

  override async scanAll(from: Parameters<EventStore['scanAll']>[0]) {
    const scan = await this.#store.scanAll(from)
    return { ...scan, read: async (wanted: Parameters<LogScan['read']>[0]) => this.#readableOf(await scan.read(wanted)) }
  }

  override async readAll({ after, limit, types, atLeastTo }: PageOfLog) {
    const events: StoredEvent[] = []
    // Callers take a page that is not full for the end of the log: a page is filled up behind the events passed over.
    for (let position = after; ;) {
      const wanted = limit - events.length
      const page = await this.#store.readAll({ after: position, limit: wanted, types, atLeastTo })
      events.push(...this.#readableOf(page.events))
      position = page.position
      if (page.events.length < wanted || events.length === limit) return { ...page, events }
    }
  }

  override async *subscribeAll(from: Parameters<EventStore['subscribeAll']>[0]) {
    for await (const page of this.#store.subscribeAll(from)) yield { ...page, events: this.#readableOf(page.events) }
  }

  override recentEnd() {
    return this.#store.recentEnd()
  }

  override hashesAt(positions: readonly string[]) {
    return this.#store.hashesAt(positions)
  }

  override startOf(consumer: string, latest?: string) {
    return this.#store.startOf(consumer, latest)
  }

  override time() {
    return this.#store.time()
  }

  override server() {
    return this.#store.server()
  }

  override lastPosition() {
    return this.#store.lastPosition()
  }

  override close() {
    return this.#store.close()
  }
}

/**
 * A store whose readers pass over events that cannot be read: no such event stops a reader of the log, a consumer or a
 * decision.
 * @param onUnreadable called once for each such event
 * @param recorded what this process records; several stores of one process share it
 */
export const readableEventStore = (
  store: EventStore,
  onUnreadable: (event: UnreadableEvent) => void = () => undefined,
  recorded: RecordedTexts = recordedTexts(),
  observer?: AppendObserver,
): EventStore => new ReadableEventStore(store, inspection(onUnreadable, recorded), observer)
