import { LRUCache } from 'lru-cache'
import { CHAIN_START } from '../hashing.ts'
import type { RecentLog } from './recent-log.ts'
import type { LogEntry, RecordedEvent } from './recorded-event.ts'

/** The revisions of a command's events in its stream. */
export interface CommandLocation {
  readonly digest: Buffer
  readonly first: number
  readonly last: number
}

/**
 * What an append needs to know of a stream. A head may lack the newest events, and then the server refuses the append;
 * what it contains is true, since events are never removed.
 */
export interface Head {
  readonly revision: number
  /** The last link of the stream's chain; 32 bytes. */
  readonly chain: Buffer
  /** Shared with the later heads of the stream, so it may contain later commands. */
  readonly commands: Map<string, CommandLocation>
}

export interface StreamHeads {
  cached(stream: string): Head | undefined
  /** Adds to the cached head what was recorded since. */
  refresh(stream: string): Promise<Head>
  /** Returns the head after further events, and caches it. */
  advance(stream: string, from: Head, recorded: readonly RecordedEvent[]): Head
}

/** Bounds the memory to about 20 MB, since a cached command takes about 100 bytes. */
const MAX_CACHED_COMMANDS = 200_000

/** The head of a stream without events. */
export const newStream = (): Head => ({ revision: -1, chain: CHAIN_START, commands: new Map() })

/** Caches the heads of the streams that were used last. */
export const streamHeads = (recent: RecentLog): StreamHeads => {
  const heads = new LRUCache<string, Head>({ maxSize: MAX_CACHED_COMMANDS, sizeCalculation: ({ commands }) => 1 + commands.size })

  const advance = (stream: string, from: Head, recorded: readonly RecordedEvent[]): Head => {
    const last = recorded.at(-1)
    if (!last) return from
    const { commands } = from
    for (const { event, commandDigest } of recorded) {
      const first = commands.get(event.commandId)?.first ?? event.revision
      commands.set(event.commandId, { digest: commandDigest, first, last: event.revision })
    }
    const head = { revision: last.event.revision, chain: Buffer.from(last.event.chainHash, 'hex'), commands }
    if (head.revision > (heads.get(stream)?.revision ?? -1)) heads.set(stream, head)
    return head
  }

  return {
    cached: (stream) => heads.get(stream),
    async refresh(stream) {
      const known = heads.get(stream) ?? newStream()
      return advance(stream, known, (await recent.streamAfter(stream, known.revision)).map(requireOwnEvent))
    },
    advance,
  }
}

/**
 * The event as case-timeline recorded it.
 * @throws for an event of another application: a decision based on the rest of the stream could be wrong
 */
export const requireOwnEvent = (entry: LogEntry): RecordedEvent => {
  const recorded = entry.recorded()
  if (!recorded)
    throw new Error(
      `${entry.stream} holds ${entry.type} (revision ${entry.revision}), which case-timeline did not write: check which logins may write to this stream`,
    )
  return recorded
}
