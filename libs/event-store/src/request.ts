import type { Actor, CommandBody } from '@case-timeline/contracts'
import type { Appended, EventStore, StreamGuard } from './event-store.ts'
import type { Law } from './law.ts'
import type { RefusedAnswer } from './refusals.ts'

/** One command for one aggregate, of a case or of no case. */
export interface Request {
  /** Absent for what belongs to no case. */
  readonly caseId?: string | undefined
  readonly name: string
  readonly body: CommandBody<unknown>
  /** The body by which a retry is told from another command, where that is not the body itself: ciphertext differs each time. */
  readonly compared?: CommandBody<unknown> | undefined
  readonly actor: Actor
  /** UUIDv8 when the caller may retry it (see ids.ts), random otherwise. */
  readonly commandId: string
  /** Whether the command id was derived from something the caller repeats: then a refusal recorded before is answered again. */
  readonly keyed: boolean
  /** SHA-256 of what its sender signed, when it came as a message: only the very same message is a retry. */
  readonly signed?: string | undefined
  readonly correlationId: string
  readonly causationId?: string | undefined
  readonly jurisdiction: string
  readonly legalBasis?: string | undefined
  /** What let the sender ask: once it no longer holds the answer is a conflict, and he is to be admitted anew. */
  readonly guard?: StreamGuard | undefined
  /** From If-Match: the stream's revision that the caller saw. */
  readonly expected?: number | undefined
}

/** What the process that handles commands is configured with. */
export interface Desk {
  readonly store: EventStore
  readonly deployment: string
  /** Key of the HMAC that makes `commandDigest`. */
  readonly digestKey: Buffer
  /** The law under which a command of a jurisdiction is decided; absent: each rule has its own level and no clock is set. */
  lawOf?(jurisdiction: string): Law | undefined
  /** RFC 3339 in UTC. */
  now(): string
}

export type Answer =
  | (Appended & { readonly warnings: readonly string[] })
  /** A rule refused; recorded as CommandRefused. */
  | RefusedAnswer
  /** If-Match named another revision. */
  | { readonly outcome: 'stale'; readonly revision: number }
  /** The same command id with another body. */
  | { readonly outcome: 'id-clash' }
  /** Others kept winning the stream: nothing recorded, try again. */
  | { readonly outcome: 'conflict'; readonly revision: number }
