/** An event that a client proposes: bytes, which the server stores unchanged. */
export interface Proposed {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface Recorded extends Proposed {
  readonly stream: string
  /** From 0 in its stream. */
  readonly revision: number
  /** Its commit and prepare position in the log, which are equal for events outside an explicit transaction. */
  readonly position: bigint
  /** 100 nanoseconds since 1970. */
  readonly created: bigint
}

/** The state of the stream that a write requires; a number is its last revision. */
export type Expected = 'any' | 'no-stream' | 'stream-exists' | number

/** The outcome of a write; `current` is the last revision of the stream, or -1 if it has no events. */
export type Written =
  | { readonly outcome: 'written'; readonly revision: number; readonly position: bigint }
  | { readonly outcome: 'wrong-expected-version'; readonly current: number }
  | { readonly outcome: 'deleted' }

/** The durable data of EventStoreDB; it survives the servers that use it. */
export interface EventLog {
  append(stream: string, expected: Expected, events: readonly Proposed[]): Written
  /** The events of a stream in order, or undefined if it does not exist or was deleted. */
  stream(name: string): readonly Recorded[] | undefined
  all(): readonly Recorded[]
  /** `soft`: the stream reads as if it did not exist, and may be written again; otherwise it is deleted permanently. */
  remove(stream: string, soft: boolean): void
  isTombstoned(stream: string): boolean
  /** Backs the log up. @returns a function that restores the backup; stop the servers before it */
  backup(): () => void
  /** @returns a function that removes the listener */
  onAppended(listener: () => void): () => void
}

const TICKS_PER_MILLISECOND = 10_000n

// Positions are byte offsets, as on the real server: the approximate size of a record on disk.
const sizeOf = (stream: string, { type, data, metadata }: Proposed): bigint =>
  BigInt(96 + 2 * stream.length + type.length + data.length + metadata.length)

/**
 * Whether a write that expects an earlier revision repeats recorded events. The server compares the ids of the events.
 * `partly`: it begins with recorded events and continues with new ones.
 */
const repeats = (existing: readonly Recorded[], events: readonly Proposed[]): 'all' | 'partly' | 'none' => {
  const firstNew = events.findIndex((event, index) => existing[index]?.id !== event.id)
  return firstNew === -1 ? 'all' : firstNew === 0 ? 'none' : 'partly'
}

/** An empty log. Its first records are those that a server writes about itself. */
export const eventLog = (): EventLog => {
  const all: Recorded[] = []
  const streams = new Map<string, Recorded[]>()
  const tombstoned = new Set<string>()
  const firstReadable = new Map<string, number>()
  const listeners = new Set<() => void>()
  let end = 0n

  const write = (stream: string, events: readonly Proposed[]): Written => {
    const existing = streams.get(stream) ?? []
    streams.set(stream, existing)
    const created = BigInt(Date.now()) * TICKS_PER_MILLISECOND
    for (const event of events) {
      // Events of one millisecond get different times.
      const recorded = { ...event, stream, revision: existing.length, position: end, created: created + BigInt(all.length % 10_000) }
      end += sizeOf(stream, event)
      existing.push(recorded)
      all.push(recorded)
    }
    for (const listener of [...listeners]) listener()
    return writtenUpTo(existing.at(-1))
  }

  const writtenUpTo = (last: Recorded | undefined): Written => ({
    outcome: 'written',
    revision: last?.revision ?? -1,
    position: last?.position ?? 0n,
  })

  const log: EventLog = {
    append(stream, expected, events) {
      if (tombstoned.has(stream)) return { outcome: 'deleted' }
      const existing = streams.get(stream) ?? []
      const current = existing.length - 1
      if (expected === 'stream-exists') return current < 0 ? { outcome: 'wrong-expected-version', current } : write(stream, events)
      if (expected === 'any') {
        const earlier = existing.findIndex((one) => one.id === events[0]?.id)
        return earlier < 0 ? write(stream, events) : writtenUpTo(existing[earlier + events.length - 1])
      }
      const last = expected === 'no-stream' ? -1 : expected
      // A stream that was deleted softly counts as a new stream.
      if (last === current || (last === -1 && firstReadable.get(stream) === existing.length)) return write(stream, events)
      if (last < current && repeats(existing.slice(last + 1), events) === 'all') return writtenUpTo(existing[last + events.length])
      return { outcome: 'wrong-expected-version', current }
    },
    stream(name) {
      const readable = streams.get(name)?.slice(firstReadable.get(name) ?? 0)
      return tombstoned.has(name) || !readable?.length ? undefined : readable
    },
    all: () => all,
    remove(stream, soft) {
      if (soft) firstReadable.set(stream, streams.get(stream)?.length ?? 0)
      else tombstoned.add(stream)
    },
    isTombstoned: (stream) => tombstoned.has(stream),
    backup() {
      const saved = { all: [...all], tombstoned: [...tombstoned], firstReadable: [...firstReadable], end }
      return () => {
        all.splice(0, all.length, ...saved.all)
        end = saved.end
        tombstoned.clear()
        saved.tombstoned.forEach((stream) => tombstoned.add(stream))
        firstReadable.clear()
        saved.firstReadable.forEach(([stream, revision]) => firstReadable.set(stream, revision))
        streams.clear()
        for (const event of all) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event])
      }
    },
    onAppended(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const serverRecord = {
    id: '00000000-0000-4000-8000-000000000001',
    contentType: 'application/json',
    data: Buffer.from('{}'),
    metadata: Buffer.alloc(0),
  }
  log.append('$$$stats-127.0.0.1:2113', 'no-stream', [{ ...serverRecord, type: '$metadata' }])
  return log
}
