import type { EventTypeName, Fact } from '@case-timeline/contracts'

const ATTEMPT_TYPES: readonly string[] = [
  'case.CommandRefused',
  'case.ApprovalRequested',
  'case.ApprovalGiven',
  'case.ApprovalDeclined',
  'case.ApprovalRequestWithdrawn',
  'case.ApprovedCommandDecided',
] satisfies readonly EventTypeName[]

/**
 * Whether a fact is a command that was refused, or a step of one that waits for approval. This is no participation in a
 * case: otherwise anyone could join a case by sending a command.
 */
export const isAttempt = ({ type }: Pick<Fact, 'type'>): boolean => ATTEMPT_TYPES.includes(type)

/** The fact that founded a case; undefined: nothing but attempts is recorded. What was retracted since founded it, too. */
export const foundingFactIn = <E extends Pick<Fact, 'type'>>(events: readonly E[]): E | undefined =>
  events.find((event) => !isAttempt(event))
