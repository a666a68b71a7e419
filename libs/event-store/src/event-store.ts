import type { CaseEventRecord, Envelope, ServiceName } from '@case-timeline/contracts'

/**
 * A recorded event as a reader gets it. `envelope` and `data` are parsed when first asked for, so that a fold pays only
 * for what it reads; `envelopeText` and `dataText` are the hashed bytes.
 */
export interface StoredEvent {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly stream: string
  readonly revision: number
  readonly caseId?: string | undefined
  readonly commandId: string
  readonly position: string
  /** RFC 3339 in UTC with microseconds, monotone in the order of positions. */
  readonly recordedAt: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly visibility: readonly ServiceName[]
  readonly envelopeText: string
  readonly envelope: Envelope
  readonly dataText: string
  readonly data: unknown
  readonly salt?: string | undefined
  readonly eventHash: string
  readonly chainHash: string
  /** The record as published and exported. */
  toRecord(): CaseEventRecord
}

/** An event as the writer fixed it, hashes included; see `seal`. */
export interface SealedEvent {
  readonly id: string
  readonly type: string
  readonly caseId?: string | undefined
  readonly visibility: readonly ServiceName[]
  readonly envelopeText: string
  readonly dataText: string
  /** 16 bytes. */
  readonly salt: Buffer
  /** 32 bytes. */
  readonly eventHash: Buffer
}

/** `new`: the stream must not exist; a number: its last revision must be this; `any`: no condition. */
export type Expected = 'new' | 'any' | number

/** Holds while nothing that the caller may see stands in `stream` after `revision` (-1: nothing at all). */
export interface StreamGuard {
  readonly stream: string
  readonly revision: number
}

/**
 * Holds while nothing of these types that the caller may see, and that belongs to one of these cases or names it, stands after a
 * position, in whichever stream.
 */
export interface CasesGuard {
  readonly types: readonly string[]
  readonly cases: readonly string[]
  readonly after: string
}

export type Guard = StreamGuard | CasesGuard

export const isOfCases = (guard: Guard): guard is CasesGuard => 'cases' in guard

/** Where an event stands. */
export interface EventPlace {
  readonly stream: string
  readonly revision: number
}

export interface Append {
  readonly stream: string
  readonly expected: Expected
  readonly commandId: string
  /** 32 bytes: HMAC of the command's name and body. */
  readonly commandDigest: Buffer
  readonly events: readonly SealedEvent[]
  readonly guards?: readonly Guard[] | undefined
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
   * Only from a store without guards: where something stands that broke a guard before these events came. They were decided
   * on a stale picture and must not stand as if in order.
   */
  readonly overtakenBy?: EventPlace | undefined
}

export type AppendOutcome =
  | Appended
  /** The stream (or the one named, where something broke a guard) is not where the caller saw it. */
  | { readonly outcome: 'conflict'; readonly stream: string; readonly revision: number }
  /** The command id, or an event id, was used before with other content. */
  | { readonly outcome: 'id-clash'; readonly stream: string }

/** More commands are waiting than the queue may hold: nothing was recorded, try later. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded'
}

/** The store cannot be reached, or the connection broke before the answer: the outcome is unknown, the same command may be sent again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** The login may not do this: another service's stream, or no grant at all. */
export class StoreDenied extends Error {
  override readonly name = 'StoreDenied'
}

/** What a store promises beyond the contract; a test that needs one asks here, it is never skipped silently. */
export interface Capabilities {
  readonly densePositions: boolean
  readonly monotoneRecordedAt: boolean
  /** Without: guards are looked at before the append and again after it, and `Appended.overtakenBy` says what came between. */
  readonly guards: boolean
  /** An event id used anywhere before is an id-clash, even in another stream. */
  readonly uniqueEventIds: boolean
}

/** The event store: the only door to recorded events. An abstract class, because Nest injects it by this token. */
export abstract class EventStore {
  abstract readonly capabilities: Capabilities

  /** Appends one command's events, all or none. @throws StoreOverloaded, StoreUnavailable, StoreDenied */
  abstract append(command: Append): Promise<AppendOutcome>

  /** The events of one stream after a revision (default: all), in order. An unknown stream is empty. */
  abstract readStream(stream: string, afterRevision?: number): Promise<StoredEvent[]>

  /** What a command recorded in a stream, or nothing. */
  abstract findCommand(stream: string, commandId: string): Promise<(Appended & { readonly commandDigest: Buffer }) | undefined>

  /** The events of a case that the caller may see, in recording order, up to and including a position. */
  abstract readCase(caseId: string, upTo?: string): Promise<StoredEvent[]>

  /**
   * One page of what the caller may see, after a position, in order.
   * @returns the events and the position up to which the log has now been read, which moves on over what is not his to see
   */
  abstract readAll(from: {
    after: string
    limit: number
    types?: readonly string[] | undefined
  }): Promise<{ events: StoredEvent[]; position: string }>

  /** Batches of what the caller may see, live, until aborted or closed: each wake-up reads on from the last position; an empty batch moves the position only. */
  abstract subscribeAll(from: {
    after: string
    limit?: number
    types?: readonly string[] | undefined
    signal: AbortSignal
  }): AsyncIterable<{
    events: StoredEvent[]
    position: string
  }>

  /** The last position of the log (`0` when empty), visible or not. */
  abstract lastPosition(): Promise<string>

  abstract close(): Promise<void>
}
