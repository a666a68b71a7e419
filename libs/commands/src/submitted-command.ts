import type { Actor, AgencyId, Approver, CommandBody, CommandType, Imported, PendingApproval } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Appended, EventStore, ReadCase, StreamGuard } from '@case-timeline/event-store'
import type { CommandMemory } from './command-memory.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import type { RefusedAnswer } from './refusals.ts'

/** The approval of a second person, from the record of that person's own act. */
export interface GivenApproval {
  readonly approver: Approver
  /** The ids of the events that the command read when the approval was requested; absent: it read what it reads now. */
  readonly readAtRequest?: readonly string[]
}

/** One command for one aggregate, of a case or of no case. */
export interface SubmittedCommand {
  /** Absent if the command belongs to no case. */
  readonly caseId?: string | undefined
  readonly name: string
  readonly body: CommandBody<unknown>
  /** The body by which a retry is recognised, if not the body itself: ciphertext differs each time. */
  readonly comparedBody?: CommandBody<unknown> | undefined
  readonly actor: Actor
  /** Absent: nobody has approved the command. */
  readonly approval?: GivenApproval | undefined
  /** UUIDv8 if the caller may retry the command (see `ids.ts` of the event store), random otherwise. */
  readonly commandId: string
  /**
   * Whether the command id was derived from a value that the caller repeats in a retry: then a refusal that was
   * recorded before is returned again.
   */
  readonly retryable: boolean
  /** SHA-256 of the signed message, if the command came as a message: only the identical message is a retry. */
  readonly signedDigest?: string | undefined
  readonly correlationId: string
  readonly causationId?: string | undefined
  readonly jurisdiction: string
  /** The command of an import. With `asReported` it is recorded with warnings where a rule would refuse a decision. */
  readonly imported?: Imported | undefined
  readonly legalBasis?: string | undefined
  /** The office that the command addresses, if it is not in the register: the fact is recorded with a warning. */
  readonly unregisteredOffice?: AgencyId | undefined
  /**
   * The guard of the sender's admission: if it no longer holds, the answer is a conflict, and the sender must be
   * authorised again.
   */
  readonly guard?: StreamGuard | undefined
  /**
   * The case as the sender's admission has just read it. A decision that begins at once and only appends uses it; any
   * other one reads the case itself.
   */
  readonly readAtAdmission?: ReadCase | undefined
  /** `EventStore.generation` in which its cause was read; absent: its cause is no event. */
  readonly generation?: number | undefined
  /** From If-Match or If-None-Match: what the caller requires of the stream. */
  readonly expected?: ExpectedRevision | undefined
}

/** What a caller requires of a stream: that it has an event, that it has none (also -1), or one of some revisions. */
export type ExpectedRevision = 'recorded' | 'unrecorded' | readonly number[]

/** The configuration of a process that handles commands. */
export interface CommandContext {
  readonly store: EventStore
  /** The cache for this store. */
  readonly memory: CommandMemory
  readonly deployment: string
  /** All rules of the service: a recorded refusal is answered with their sentences. */
  readonly rules: readonly Rule[]
  /** Key of the HMAC that computes `commandDigest`. */
  readonly digestKey: Buffer
  /** The policy for a jurisdiction; undefined: each rule has its default level, and there are no statutory clocks. */
  policyOf?(jurisdiction: string): LoadedPolicy | undefined
  /**
   * The office that a command addresses, if the register of offices does not have it, or another has succeeded it. Absent:
   * nobody checks an office that a correction names.
   */
  unregisteredOffice?(commandType: CommandType, data: unknown): Promise<AgencyId | undefined>
  /** Observes commands: calls `work` once, at once, and returns its answer. */
  around?(command: SubmittedCommand, work: () => Promise<Answer>): Promise<Answer>
  /** RFC 3339 in UTC. */
  now(): string
}

/** A command that waits for the approval of a second person; recorded as ApprovalRequested. */
export interface AwaitingAnswer {
  readonly outcome: 'awaits-approval'
  /** The append of the request. */
  readonly recorded: Appended
  readonly approval: PendingApproval
}

/** The outcome of a command. */
export type Answer =
  | (Appended & { readonly warnings: readonly string[] })
  /** A rule refused the command; recorded as CommandRefused. */
  | RefusedAnswer
  | AwaitingAnswer
  /** If-Match named another revision. */
  | { readonly outcome: 'stale'; readonly revision: number }
  /** The command id was used before with another body. */
  | { readonly outcome: 'id-clash' }
  /** Other commands kept winning the race for the stream: nothing was recorded, try again. */
  | { readonly outcome: 'conflict'; readonly revision: number }
