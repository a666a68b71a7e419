import type { CasesGuard, Guard, RecordedEvent } from '@case-timeline/casework'
import type { CaseEventRecord, Envelope, ServiceName } from '@case-timeline/contracts'
import type { Capabilities } from './capabilities.ts'
import type { StoreServer } from './store-server.ts'

/** Observes what a process records. */
export interface AppendObserver {
  /** Calls `work` once, at once, and returns its outcome. */
  around(command: Append, work: () => Promise<AppendOutcome>): Promise<AppendOutcome>
  /** Called for each batch, where the store records commands together. @param commands how many */
  sent(commands: number): void
}

/** An event of the log that no reader can read. */
export interface UnreadableEvent {
  readonly position: string
  readonly stream: string
  readonly revision: number
  readonly caseId: string | undefined
  /** Where its envelope or data is malformed; never a value. */
  readonly reason: string
}

export type { CasesGuard, Guard, StreamGuard } from '@case-timeline/casework'

/**
 * A recorded event as a reader gets it. `envelope` and `data` are parsed on first access, so that a fold pays only
 * for what it reads; `envelopeText` and `dataText` are the hashed bytes.
 */
export interface StoredEvent extends RecordedEvent {
  readonly commandId: string
  readonly position: string
  readonly envelopeText: string
  readonly dataText: string
  readonly salt?: string | undefined
  readonly eventHash: string
  readonly chainHash: string
  /** The visibility by which the store admits readers; absent for an event that was not read from a store. */
  readonly filedVisibility?: readonly ServiceName[] | undefined
  /** The record as published and exported. */
  toRecord(): CaseEventRecord
}

/** An event that is ready to be appended, hashes included; see `hashEvents`. */
export interface HashedEvent {
  readonly id: string
  readonly type: string
  readonly caseId?: string | undefined
  readonly visibility: readonly ServiceName[]
  readonly envelope: Envelope
  /** The RFC 8785 text of the envelope. */
  readonly envelopeText: string
  readonly dataText: string
  /** 16 bytes. */
  readonly salt: Buffer
  /** 32 bytes. */
  readonly eventHash: Buffer
}

/**
 * A position of the log, and the hash of the event there: together they show whether a log is still the one that was
 * read. Without a hash: before the first event, or not known.
 */
export interface LogPosition {
  readonly position: string
  readonly hash?: string | undefined
}

/** Which page of the log is read. */
export interface PageOfLog {
  readonly after: string
  readonly limit: number
  /** Default: all types. */
  readonly types?: readonly string[] | undefined
  /** Up to where no event may be missing: the page may come from memory. Default: every event recorded before the call. */
  readonly atLeastTo?: string | undefined
}

/** A page of the log: its events, and the position up to which the log has been read. */
export interface LogPage extends LogPosition {
  readonly events: StoredEvent[]
}

/** The part of a case's events to be read; default: all. */
export interface CasePart {
  /** The position after which it begins. */
  readonly after?: string | undefined
  /** The position with which it ends. */
  readonly upTo?: string | undefined
  /** How many events are read at most, from its beginning. */
  readonly limit?: number | undefined
}

/** Where an event of the log is, and to which case it belongs. */
export interface ScannedEvent {
  readonly position: string
  readonly caseId?: string | undefined
}

/** A part of the log: its events that are visible to the caller, without their content. */
export interface LogScan {
  readonly events: readonly ScannedEvent[]
  /** The position up to which the log was scanned, which also moves past events that are not visible. */
  readonly position: string
  /** Whether the end of the log was reached. */
  readonly isEnd: boolean
  /** Reads some of these events, in log order. @throws StoreUnavailable, LogWentBack */
  read(events: readonly ScannedEvent[]): Promise<StoredEvent[]>
}

/** `new`: the stream must not exist; a number: its last revision must be this; `any`: no condition. */
export type ExpectedRevision = 'new' | 'any' | number

/** Whether a guard is about the events of cases; otherwise it is about a stream. */
export const isCasesGuard = (guard: Guard): guard is CasesGuard => 'cases' in guard

/** Stream and revision of an event. */
export interface EventLocation {
  readonly stream: string
  readonly revision: number
}

export interface Append {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly commandId: string
  /** 32 bytes: HMAC of the command's name and body. */
  readonly commandDigest: Buffer
  readonly events: readonly HashedEvent[]
  readonly guards?: readonly Guard[] | undefined
  /** `EventStore.generation` before the first read for this decision; absent: the decision rests on nothing read. */
  readonly generation?: number | undefined
  /** Called when the events are sent. @throws StoreUnavailable if they may no longer be recorded as they were decided */
  readonly requireStillHolds?: (() => void) | undefined
}

export interface Appended {
  /** `duplicate`: the command was recorded before, and this is its first answer. */
  readonly outcome: 'appended' | 'duplicate'
  readonly stream: string
  readonly ids: readonly string[]
  readonly types: readonly string[]
  readonly firstRevision: number
  readonly lastRevision: number
  readonly firstPosition: string
  readonly lastPosition: string
  readonly recordedAt: string
  /**
   * Only from a store without guards: the location of an event that broke a guard before these events were recorded.
   * They were decided on stale data and must be retracted.
   */
  readonly overtakenBy?: EventLocation | undefined
}

export type AppendOutcome =
  | Appended
  /** `stream`, the command's stream or one whose event broke a guard, is at another revision than the caller read. */
  | { readonly outcome: 'conflict'; readonly stream: string; readonly revision: number }
  /** The command id, or an event id, was already used with other content. */
  | { readonly outcome: 'id-clash'; readonly stream: string }

export type { Capabilities } from './capabilities.ts'
export type { StoreNode, StoreServer } from './store-server.ts'
export {
  ClocksDiffer,
  ClockWasSet,
  LoginRefused,
  LogWentBack,
  MAX_CLOCK_DIFFERENCE_SECONDS,
  StoreDenied,
  StoreOverloaded,
  StoreUnavailable,
} from './store-errors.ts'

/** The event store: the only access to recorded events. An abstract class, because Nest injects it by this token. */
export abstract class EventStore {
  abstract readonly capabilities: Capabilities

  /**
   * Raised each time the log was found to have gone back: what was remembered of the log in an earlier generation must
   * be dropped. Each operation checks that the log still has the furthest event that this process has seen.
   */
  abstract readonly generation: number

  /** The furthest event that this process has seen of the log in this generation, by reading or recording. */
  abstract seen(): LogPosition | undefined

  /** The same store without passing over events that cannot be read: only for verification. */
  get unfiltered(): EventStore {
    return this
  }

  /** Reports those of some events of the unfiltered store that cannot be read, as if a reader had passed over them. */
  reportUnreadable(_: readonly StoredEvent[]): void {
    // A driver's own store passes over nothing.
  }

  /** The unreadable events that readers of this process have passed over, each once. */
  unreadableEvents(): readonly UnreadableEvent[] {
    return []
  }

  /**
   * How often this process asked for what it had recorded itself, because its subscription to the log had fallen behind or
   * was lost; undefined for a store in which no append waits for a subscription.
   */
  lateArrivals(): number | undefined {
    return undefined
  }

  /** Appends one command's events, all or none. @throws StoreOverloaded, StoreUnavailable, LogWentBack, StoreDenied */
  abstract append(command: Append): Promise<AppendOutcome>

  /** The events of one stream after a revision (default: all), in order. An unknown stream is empty. */
  abstract readStream(stream: string, afterRevision?: number): Promise<StoredEvent[]>

  /** What a command recorded in a stream; undefined if nothing. */
  abstract findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined>

  /** The events of a case that are visible to the caller, in recording order. */
  abstract readCase(caseId: string, part?: CasePart): Promise<StoredEvent[]>

  /**
   * A position for each of these cases that has events, which grows with each event of the case: as long as it is the
   * same, nothing that is visible to the caller was added to the case.
   */
  abstract caseHeads(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>>

  /**
   * One page of the events that are visible to the caller, after a position, in order.
   * @returns the events, and the position up to which the log has been read, which also moves past events that are not
   * visible
   */
  abstract readAll(from: PageOfLog): Promise<LogPage>

  /**
   * Like `readAll`, for somebody who wants few of many events: their content is read afterwards, where the store can
   * leave it out.
   */
  async scanAll({ after, limit }: { after: string; limit: number }): Promise<LogScan> {
    const { events, position } = await this.readAll({ after, limit })
    const read = async (wanted: readonly ScannedEvent[]) => {
      const positions = new Set(wanted.map((one) => one.position))
      return events.filter((event) => positions.has(event.position))
    }
    return { events, position, isEnd: events.length < limit, read }
  }

  /**
   * Batches of the events that are visible to the caller, after a position and then live, until the signal aborts or
   * the store is closed. An empty batch moves only the position. @throws LogWentBack
   */
  abstract subscribeAll(from: {
    after: string
    limit?: number
    types?: readonly string[] | undefined
    signal: AbortSignal
  }): AsyncIterable<LogPage>

  /** The last position of the log (`0` when empty), whether visible to the caller or not. */
  abstract lastPosition(): Promise<string>

  /**
   * The last position of the log that this process has seen, if it has looked for the end within the last seconds;
   * otherwise undefined: only `lastPosition` knows it.
   */
  recentEnd(): string | undefined {
    return undefined
  }

  /**
   * The hash of the event at each of these positions, whether visible to the caller or not; a position at which the log
   * has no event is left out.
   */
  abstract hashesAt(positions: readonly string[]): Promise<ReadonlyMap<string, string>>

  /**
   * Where a consumer of this service started that starts at the head: recorded at the first call, with the events, so
   * that it is neither lost with a database of views nor newer than a restored log.
   * @param latest the position that it must not be after, if the consumer has handled events already; default: the head
   */
  abstract startOf(consumer: string, latest?: string): Promise<string>

  /** The store's clock, in RFC 3339 in UTC; where a store does not report one, this machine's. */
  abstract time(): Promise<string>

  /** The server in use. @throws StoreUnavailable */
  abstract server(): Promise<StoreServer>

  abstract close(): Promise<void>
}
