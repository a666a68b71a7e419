import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import {
  isCasesGuard,
  StoreDenied,
  StoreOverloaded,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Appended,
  type CasesGuard,
  type EventLocation,
  type Guard,
  type StreamGuard,
} from '../event-store.ts'
import { chainHash } from '../hashing.ts'
import { rememberedOf, type LogContinuity } from '../log-continuity.ts'
import { serialQueue } from '../serial-queue.ts'
import type { Connection } from './connection.ts'
import { timedOut, tooLarge } from './failures.ts'
import type { RecentLog } from './recent-log.ts'
import { caseIdOf, proposalOf, type LogEntry, type RecordedEvent } from './recorded-event.ts'
import { newStream, requireOwnEvent, streamHeads, type Head, type CommandLocation } from './stream-heads.ts'

export interface Bounds {
  /** Maximum number of commands that wait for their answer. */
  readonly waiting: number
  /** Maximum bytes of waiting events. */
  readonly waitingBytes: number
}

export interface Writer {
  append(command: Append): Promise<AppendOutcome>
  find(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined>
  /** Refuses new commands and waits for those already accepted. */
  close(): Promise<void>
}

interface WriterOptions {
  readonly service: ServiceName
  /** The end of the log, as it is now: another one after the log went back. */
  readonly recent: () => RecentLog
  readonly connection: Connection
  readonly bounds?: Partial<Bounds> | undefined
  /** Of the log: the heads of streams are read again after it went back. */
  readonly continuity: Pick<LogContinuity, 'generation'>
}

/** Between two looks for an append that the server gave up. */
const UNDECIDED_PAUSE_MS = 100

const BOUNDS: Bounds = { waiting: 2_000, waitingBytes: 64 * 1024 * 1024 }
/** The size limit of one message of the protocol. */
const MAX_COMMAND_BYTES = 16 * 1024 * 1024

/** The approximate size of a command: 500 bytes for the other metadata of each event. */
const sizeOf = ({ events }: Append): number =>
  events.reduce((sum, event) => sum + Buffer.byteLength(event.envelopeText) + Buffer.byteLength(event.dataText) + 500, 0)

const isExpectedHead = ({ expected }: Append, { revision }: Head): boolean =>
  expected === 'any' || (expected === 'new' ? revision < 0 : revision === expected)

const answerOf = (outcome: Appended['outcome'], recorded: readonly RecordedEvent[]): Appended => {
  const [first, last] = [recorded[0]?.event, recorded.at(-1)?.event]
  if (!first || !last) throw new RangeError('a command without events cannot be appended')
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

/** Whether an event belongs to one of the guarded cases or contains its id. */
const mentionsCase = (entry: LogEntry, { cases }: CasesGuard): boolean =>
  cases.some((caseId) => caseIdOf(entry) === caseId || entry.data.includes(caseId))

/** The events of a command as they are sent, each with the next link of the stream's chain. */
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
 * Appends for one service. The writer knows the last revision, chain hash and commands of a stream, and always appends
 * at that revision, also where the caller expects "any". When the server reports another revision, it reads the stream
 * again. What it knows may be older than the server's state, so a conflict is reported only after a fresh read. The
 * server has no guards: they are checked before the append against what this process knows, which the decision has just
 * read, and after it against all that was recorded; `overtakenBy` then locates an event that was recorded in between.
 */
export const writer = ({ service, recent, connection, bounds, continuity }: WriterOptions): Writer => {
  const headsOf = rememberedOf(continuity, () => streamHeads(recent()))
  const inSequence = serialQueue()
  const { waiting: maxWaiting, waitingBytes: maxBytes } = { ...BOUNDS, ...bounds }
  const pending = new Set<Promise<unknown>>()
  let bytes = 0
  let closed = false

  const isVisible = ({ event }: RecordedEvent): boolean => event.visibility.includes(service)
  const read = async (stream: string, from: number, count?: number): Promise<RecordedEvent[]> =>
    (await recent().streamAfter(stream, from - 1)).slice(0, count).map(requireOwnEvent)

  // Both ask the server only for what is not known yet.
  const breakingEventInStream = async ({ stream, revision, types }: StreamGuard, before?: string): Promise<RecordedEvent | undefined> => {
    const later = (recent().knownStreamAfter(stream, revision) ?? (await recent().streamAfter(stream, revision)))
      .map(requireOwnEvent)
      .filter((recorded) => isVisible(recorded) && (types?.includes(recorded.event.type) ?? true))
    return later.findLast(({ event }) => before === undefined || comparePositions(event.position, before) < 0)
  }

  const breakingEventInCases = async (guard: CasesGuard, before?: string): Promise<RecordedEvent | undefined> => {
    const known = recent().keptAfter(guard.after)
    for await (const entries of known ? [known] : recent().after(guard.after))
      for (const entry of entries) {
        if (before !== undefined && comparePositions(entry.position, before) >= 0) return undefined
        const recorded = guard.types.includes(entry.type) && mentionsCase(entry, guard) ? entry.recorded() : undefined
        if (recorded && isVisible(recorded)) return recorded
      }
    return undefined
  }

  /**
   * The location of a visible event that breaks a guard: among those that are known, or, if a position is given, among all
   * before it.
   */
  const brokenGuardLocation = async (guards: readonly Guard[], before?: string): Promise<EventLocation | undefined> => {
    if (guards.length > 0 && before !== undefined && !recent().reaches(before)) await recent().catchUp()
    for (const guard of guards) {
      const breakingEvent = await (isCasesGuard(guard) ? breakingEventInCases(guard, before) : breakingEventInStream(guard, before))
      if (breakingEvent) return { stream: breakingEvent.event.stream, revision: breakingEvent.event.revision }
    }
    return undefined
  }

  /** The answer to a recorded command, with its guards checked again up to its own position. */
  const withOvertakenBy = async (outcome: Appended['outcome'], recorded: readonly RecordedEvent[]): Promise<Appended> => {
    const answer = answerOf(outcome, recorded)
    const overtakenBy = await brokenGuardLocation(recorded[0]?.guards ?? [], answer.firstPosition)
    return overtakenBy ? { ...answer, overtakenBy } : answer
  }

  const firstAnswer = async (stream: string, { first, last }: CommandLocation): Promise<Appended> =>
    withOvertakenBy('duplicate', await read(stream, first, last - first + 1))

  /**
   * What was recorded after a revision. On a log that went back the position of an append may be one that is known
   * already: what has not come is read, which finds that out.
   */
  const recordedAfter = async (stream: string, revision: number, count: number): Promise<RecordedEvent[]> => {
    const known = recent().knownStreamAfter(stream, revision) ?? []
    const come = known.length < count ? await recent().streamAfter(stream, revision) : known
    return come.slice(0, count).map(requireOwnEvent)
  }

  const attempt = async (command: Append): Promise<AppendOutcome> => {
    const { stream, commandId, commandDigest, guards = [] } = command
    const heads = headsOf()
    const deadline = performance.now() + connection.deadlineMs
    // Whether an append of this command may still be recorded at this revision: then a broken guard is no answer yet.
    let isUndecided = false
    const lookAgain = async (): Promise<void> => {
      if (performance.now() >= deadline) throw timedOut()
      await pause(UNDECIDED_PAUSE_MS)
    }
    // A stream that should be new is looked for only when the server says that it exists. With guards it is looked for
    // before: that reading shows them, too, what was recorded since the decision.
    let head = heads.cached(stream) ?? (command.expected === 'new' && guards.length === 0 ? newStream() : undefined)
    for (let isFresh = head === undefined; ; isFresh = true) {
      if (isUndecided) await lookAgain()
      if (!head || isFresh) head = await heads.refresh(stream)
      const known = head.commands.get(commandId)
      if (known) return known.digest.equals(commandDigest) ? firstAnswer(stream, known) : { outcome: 'id-clash', stream }
      if (!isExpectedHead(command, head)) {
        if (isFresh) return { outcome: 'conflict', stream, revision: head.revision }
        continue
      }
      const brokenAt = await brokenGuardLocation(guards)
      if (brokenAt && isFresh && !isUndecided) return { outcome: 'conflict', ...brokenAt }
      if (brokenAt) continue
      const sending = randomUUID()
      const { requireStillHolds } = command
      const written = await connection.append({
        stream,
        expected: head.revision,
        events: proposalsFor(command, head, sending),
        requireStillHolds,
      })
      isUndecided ||= written.outcome === 'timed-out'
      if (written.outcome !== 'written') continue
      const last = head.revision + command.events.length
      await recent().arrival(stream, last, written.position)
      const recorded = await recordedAfter(stream, head.revision, command.events.length)
      // The server also reports success for event ids that exist already. Then an earlier attempt or another process
      // recorded the events, and the loop finds its command.
      if (recorded.some((one) => one.sending !== sending)) continue
      if (recorded.length < command.events.length)
        throw new StoreUnavailable('the event store does not show what it recorded: send the same command again')
      heads.advance(stream, head, recorded)
      return withOvertakenBy('appended', recorded)
    }
  }

  const enqueue = async (command: Append, size: number): Promise<AppendOutcome> => {
    bytes += size
    try {
      return await inSequence(command.stream, () => attempt(command))
    } finally {
      bytes -= size
    }
  }

  return {
    async append(command) {
      const size = sizeOf(command)
      if (closed) throw new StoreUnavailable('the event store is closed')
      if (!command.stream.startsWith(`${service}.`)) throw new StoreDenied(`${service} may not record in ${command.stream}`)
      if (size > MAX_COMMAND_BYTES) throw tooLarge(MAX_COMMAND_BYTES)
      if (pending.size >= maxWaiting || bytes + size > maxBytes)
        throw new StoreOverloaded(`${pending.size} commands are waiting for the event store: try again in a second`)
      const taken = enqueue(command, size)
      pending.add(taken)
      try {
        return await taken
      } finally {
        pending.delete(taken)
      }
    },
    async find(stream, commandId) {
      const location = (await headsOf().refresh(stream)).commands.get(commandId)
      if (!location) return undefined
      const recorded = (await read(stream, location.first, location.last - location.first + 1)).filter(isVisible)
      return recorded.length === 0 ? undefined : { ...(await withOvertakenBy('duplicate', recorded)), commandDigest: location.digest }
    },
    async close() {
      closed = true
      await Promise.allSettled(pending)
    },
  }
}
