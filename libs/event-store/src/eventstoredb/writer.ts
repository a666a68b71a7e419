import { randomUUID } from 'node:crypto'
import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import {
  isOfCases,
  StoreDenied,
  StoreOverloaded,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Appended,
  type CasesGuard,
  type EventPlace,
  type Guard,
  type StreamGuard,
} from '../event-store.ts'
import { chainHash } from '../hashing.ts'
import { turns } from '../turns.ts'
import type { Connection } from './connection.ts'
import { tooLarge } from './failures.ts'
import type { Log } from './log.ts'
import { caseIn, proposalOf, recordedIn, type LogEntry, type Recorded } from './recorded-event.ts'
import { ownEvent, streamHeads, type Head, type Place } from './stream-heads.ts'

export interface Bounds {
  /** Commands that may wait for their answer. */
  readonly waiting: number
  /** Bytes of events that may wait. */
  readonly waitingBytes: number
}

export interface Writer {
  append(command: Append): Promise<AppendOutcome>
  find(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined>
  /** Refuses new commands and waits for those that were taken. */
  close(): Promise<void>
}

interface Parts {
  readonly service: ServiceName
  readonly log: Log
  readonly connection: Connection
  readonly bounds?: Partial<Bounds> | undefined
}

const BOUNDS: Bounds = { waiting: 2_000, waitingBytes: 64 * 1024 * 1024 }
/** What the protocol carries in one message. */
const MOST_BYTES = 16 * 1024 * 1024

const sizeOf = ({ events }: Append): number =>
  events.reduce((sum, event) => sum + Buffer.byteLength(event.envelopeText) + Buffer.byteLength(event.dataText) + 500, 0)

const isExpected = ({ expected }: Append, { revision }: Head): boolean =>
  expected === 'any' || (expected === 'new' ? revision < 0 : revision === expected)

const answerOf = (outcome: Appended['outcome'], recorded: readonly Recorded[]): Appended => {
  const [first, last] = [recorded[0]?.event, recorded.at(-1)?.event]
  if (!first || !last) throw new RangeError('a command without events was to be recorded')
  return {
    outcome,
    stream: first.stream,
    ids: recorded.map(({ event }) => event.id),
    types: recorded.map(({ event }) => event.type),
    firstRevision: first.revision,
    lastRevision: last.revision,
    firstPosition: first.position,
    lastPosition: last.position,
    recordedAt: first.recordedAt,
  }
}

/** Whether an event belongs to one of the guarded cases, or names it. */
const concerns = (entry: LogEntry, { cases }: CasesGuard): boolean =>
  cases.some((caseId) => caseIn(entry) === caseId || entry.data.includes(caseId))

/** The events of a command, each a link further in the chain of its stream. */
const proposalsFor = (command: Append, head: Head, sending: string) => {
  let link = head.chain
  return command.events.map((event, index) => {
    if (event.eventHash.length !== 32 || event.salt.length !== 16)
      throw new RangeError(`${event.type} was not recorded: a hash or salt has the wrong size`)
    link = chainHash(link, head.revision + 1 + index, event.eventHash)
    return proposalOf(event, link, command, sending)
  })
}

/**
 * Appends for one service. It never lets EventStoreDB append at any revision: it knows the stream's last revision, its chain and
 * its commands, appends behind that, and looks again when the server says that the stream has moved on.
 */
export const writer = ({ service, log, connection, bounds }: Parts): Writer => {
  const heads = streamHeads(log)
  const inTurn = turns()
  const { waiting: mostWaiting, waitingBytes: mostBytes } = { ...BOUNDS, ...bounds }
  const pending = new Set<Promise<unknown>>()
  let bytes = 0
  let closed = false

  const isVisible = ({ event }: Recorded): boolean => event.visibility.includes(service)
  const read = async (stream: string, from: number, count?: number): Promise<Recorded[]> =>
    (await log.stream(stream, from, count)).map(ownEvent)

  const behind = async ({ stream, revision }: StreamGuard, before?: string): Promise<Recorded | undefined> => {
    const later = (await read(stream, revision + 1)).filter(isVisible)
    return later.findLast(({ event }) => before === undefined || comparePositions(event.position, before) < 0)
  }

  // Not by type: looking for rare ones, the server would go on long after the position up to which they matter.
  const among = async (guard: CasesGuard, before?: string): Promise<Recorded | undefined> => {
    for await (const entries of log.after(guard.after))
      for (const entry of entries) {
        if (before !== undefined && comparePositions(entry.position, before) >= 0) return undefined
        const recorded = guard.types.includes(entry.type) && concerns(entry, guard) ? recordedIn(entry) : undefined
        if (recorded && isVisible(recorded)) return recorded
      }
    return undefined
  }

  /** Where something visible stands that breaks a guard, up to a position when one is given. */
  const broken = async (guards: readonly Guard[], before?: string): Promise<EventPlace | undefined> => {
    for (const guard of guards) {
      const inTheWay = await (isOfCases(guard) ? among(guard, before) : behind(guard, before))
      if (inTheWay) return { stream: inTheWay.event.stream, revision: inTheWay.event.revision }
    }
    return undefined
  }

  /** The answer to a command that is recorded: its guards are looked at again, up to where it stands. */
  const looked = async (outcome: Appended['outcome'], recorded: readonly Recorded[]): Promise<Appended> => {
    const answer = answerOf(outcome, recorded)
    const overtakenBy = await broken(recorded[0]?.guards ?? [], answer.firstPosition)
    return overtakenBy ? { ...answer, overtakenBy } : answer
  }

  const firstAnswer = async (stream: string, { first, last }: Place): Promise<Appended> =>
    looked('duplicate', await read(stream, first, last - first + 1))

  const attempt = async (command: Append): Promise<AppendOutcome> => {
    const { stream, commandId, commandDigest, guards = [] } = command
    let head = heads.cached(stream)
    for (let fresh = head === undefined; ; fresh = true) {
      if (!head || fresh) head = await heads.refresh(stream)
      const known = head.commands.get(commandId)
      if (known) return known.digest.equals(commandDigest) ? firstAnswer(stream, known) : { outcome: 'id-clash', stream }
      if (!isExpected(command, head)) {
        if (fresh) return { outcome: 'conflict', stream, revision: head.revision }
        continue
      }
      const stale = await broken(guards)
      if (stale && fresh) return { outcome: 'conflict', ...stale }
      if (stale) continue
      const sending = randomUUID()
      if ((await connection.append({ stream, expected: head.revision, events: proposalsFor(command, head, sending) })) === 'conflict')
        continue
      const recorded = await read(stream, head.revision + 1, command.events.length)
      // The server takes events for recorded whose ids stand there: then an earlier try, or another process, recorded the command.
      if (recorded.some((one) => one.sending !== sending)) continue
      heads.advance(stream, head, recorded)
      return looked('appended', recorded)
    }
  }

  const take = async (command: Append, size: number): Promise<AppendOutcome> => {
    bytes += size
    try {
      return await inTurn(command.stream, () => attempt(command))
    } finally {
      bytes -= size
    }
  }

  return {
    async append(command) {
      const size = sizeOf(command)
      if (closed) throw new StoreUnavailable('the event store is closed')
      if (!command.stream.startsWith(`${service}.`)) throw new StoreDenied(`${service} may not record in ${command.stream}`)
      if (size > MOST_BYTES) throw tooLarge(MOST_BYTES)
      if (pending.size >= mostWaiting || bytes + size > mostBytes)
        throw new StoreOverloaded(`${pending.size} commands are waiting for the event store: try again in a second`)
      const taken = take(command, size)
      pending.add(taken)
      try {
        return await taken
      } finally {
        pending.delete(taken)
      }
    },
    async find(stream, commandId) {
      const place = (await heads.refresh(stream)).commands.get(commandId)
      if (!place) return undefined
      const recorded = (await read(stream, place.first, place.last - place.first + 1)).filter(isVisible)
      return recorded.length === 0 ? undefined : { ...(await looked('duplicate', recorded)), commandDigest: place.digest }
    },
    async close() {
      closed = true
      await Promise.allSettled(pending)
    },
  }
}
