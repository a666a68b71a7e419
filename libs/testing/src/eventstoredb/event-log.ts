/** An event as a client proposes it: bytes, which the server keeps as they are. */
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
  /** Its commit and prepare position in the log, which are one for events that belong to no explicit transaction. */
  readonly position: bigint
  /** 100 nanoseconds since 1970. */
  readonly created: bigint
}

export type Expected = 'any' | 'no-stream' | 'stream-exists' | number

export type Written =
  | { readonly outcome: 'written'; readonly revision: number; readonly position: bigint }
  | { readonly outcome: 'wrong-expected-version'; readonly current: number }
  | { readonly outcome: 'deleted' }

/** What EventStoreDB keeps on its disk; it outlives the servers that serve it. */
export interface EventLog {
  append(stream: string, expected: Expected, events: readonly Proposed[]): Written
  /** The events of a stream in order, or nothing when there is none, or none any more. */
  stream(name: string): readonly Recorded[] | undefined
  all(): readonly Recorded[]
  /** `soft`: the stream reads as if it did not exist, and may be written again; otherwise it is gone for good. */
  remove(stream: string, soft: boolean): void
  isTombstoned(stream: string): boolean
  /** @returns ends the listening */
  onAppended(listener: () => void): () => void
}

const TICKS_PER_MILLISECOND = 10_000n

// What a record takes on the disk beside its texts: positions are offsets of bytes, as on the real server.
const sizeOf = (stream: string, { type, data, metadata }: Proposed): bigint =>
  BigInt(96 + 2 * stream.length + type.length + data.length + metadata.length)

/**
 * Whether a write that expects an earlier revision repeats what stands there: the server tells by the ids of its events.
 * `partly`: it begins with what stands there and goes on with something else.
 */
const repeats = (there: readonly Recorded[], events: readonly Proposed[]): 'all' | 'partly' | 'none' => {
  const same = events.findIndex((event, index) => there[index]?.id !== event.id)
  return same === -1 ? 'all' : same === 0 ? 'none' : 'partly'
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
    const there = streams.get(stream) ?? []
    streams.set(stream, there)
    const created = BigInt(Date.now()) * TICKS_PER_MILLISECOND
    for (const event of events) {
      const recorded = { ...event, stream, revision: there.length, position: end, created: created + BigInt(all.length % 10_000) }
      end += sizeOf(stream, event)
      there.push(recorded)
      all.push(recorded)
    }
    for (const listener of [...listeners]) listener()
    return writtenUpTo(there.at(-1))
  }

  const writtenUpTo = (last: Recorded | undefined): Written => ({
    outcome: 'written',
    revision: last?.revision ?? -1,
    position: last?.position ?? 0n,
  })

  const log: EventLog = {
    append(stream, expected, events) {
      if (tombstoned.has(stream)) return { outcome: 'deleted' }
      const there = streams.get(stream) ?? []
      const current = there.length - 1
      if (expected === 'stream-exists') return current < 0 ? { outcome: 'wrong-expected-version', current } : write(stream, events)
      if (expected === 'any') {
        const earlier = there.findIndex((one) => one.id === events[0]?.id)
        return earlier < 0 ? write(stream, events) : writtenUpTo(there[earlier + events.length - 1])
      }
      const last = expected === 'no-stream' ? -1 : expected
      if (last === current || (last === -1 && firstReadable.get(stream) === there.length)) return write(stream, events)
      if (last < current && repeats(there.slice(last + 1), events) === 'all') return writtenUpTo(there[last + events.length])
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
    onAppended(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const own = {
    id: '00000000-0000-4000-8000-000000000001',
    contentType: 'application/json',
    data: Buffer.from('{}'),
    metadata: Buffer.alloc(0),
  }
  log.append('$$$stats-127.0.0.1:2113', 'no-stream', [{ ...own, type: '$metadata' }])
  return log
}
