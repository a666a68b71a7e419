import { LRUCache } from 'lru-cache'
import { CHAIN_START } from '../hashing.ts'
import type { Log } from './log.ts'
import { recordedIn, type Recorded } from './recorded-event.ts'

/** Where a command stands in its stream. */
export interface Place {
  readonly digest: Buffer
  readonly first: number
  readonly last: number
}

/** What an append has to know of a stream. It may be behind the server, which then refuses the append; since nothing is ever taken back, it is never wrong. */
export interface Head {
  readonly revision: number
  /** The last link of the stream's chain; 32 bytes. */
  readonly chain: Buffer
  /** Shared with the later heads of the stream, so it may know of more. */
  readonly commands: Map<string, Place>
}

export interface StreamHeads {
  cached(stream: string): Head | undefined
  /** Brought up to the server. */
  refresh(stream: string): Promise<Head>
  /** After what was recorded behind a head. */
  advance(stream: string, from: Head, recorded: readonly Recorded[]): Head
}

/** About 100 bytes for each command of the streams that are kept. */
const COMMANDS = 200_000

const newStream = (): Head => ({ revision: -1, chain: CHAIN_START, commands: new Map() })

/** Heads of the streams that were written or asked for last. */
export const streamHeads = (log: Log): StreamHeads => {
  const heads = new LRUCache<string, Head>({ maxSize: COMMANDS, sizeCalculation: ({ commands }) => 1 + commands.size })

  const advance = (stream: string, from: Head, recorded: readonly Recorded[]): Head => {
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
      return advance(stream, known, (await log.stream(stream, known.revision + 1)).map(ownEvent))
    },
    advance,
  }
}

/** @throws when somebody else wrote it: what is decided on the rest of the stream would be decided on half the facts */
export const ownEvent = (entry: Parameters<typeof recordedIn>[0]): Recorded => {
  const recorded = recordedIn(entry)
  if (!recorded)
    throw new Error(
      `${entry.stream} holds ${entry.type} (revision ${entry.revision}), which case-timeline did not write: ask who may write there`,
    )
  return recorded
}
