import type { EventTypeName } from '@case-timeline/contracts'
import type { CaseHistory, RecordedEvent } from './case-history.ts'

/** Holds while `stream` has no event after `revision` that the caller may see (-1: no such event at all). */
export interface StreamGuard {
  readonly stream: string
  readonly revision: number
  /** Only events of these types break the guard. A store that checks guards with the append may count others, too. */
  readonly types?: readonly string[] | undefined
}

/**
 * Holds while no event of these types that the caller may see, and that belongs to one of these cases or names it, is
 * recorded after a position, in any stream.
 */
export interface CasesGuard {
  readonly types: readonly string[]
  readonly cases: readonly string[]
  readonly after: string
}

export type Guard = StreamGuard | CasesGuard

/** What a decision reads of other streams, and the events on which this is based. */
export interface Reading<K> {
  readonly known: K
  /** The ids and revisions of these events become the basis in the envelope. */
  readonly read: readonly RecordedEvent[]
  /** What must still hold at the append, where a decision on stale data would harm a person. */
  readonly guards?: readonly Guard[] | undefined
}

/** The cases that are linked with a case, directly or through others, by the record of any of them. */
export interface LinkedCases {
  readonly cases: readonly CaseHistory[]
  /** Whether there are more linked cases than are read: then a decision does not know all of them. */
  readonly hasMore: boolean
  /**
   * The case itself, these cases, and all that were linked with one of them before: a later event in any of them may
   * add a link.
   */
  readonly caseIdsToGuard: readonly string[]
  /** A log position after which everything here was read, including the links. */
  readonly asOf: string
}

/** The name of a stream: `<service>.<aggregate>-<id>`. */
export const streamName = (service: string, aggregate: string, id: string): string => `${service}.${aggregate}-${id}`

/** The events that recorded the facts. */
export const storedOf = (...facts: readonly (readonly { readonly stored: RecordedEvent }[])[]): readonly RecordedEvent[] =>
  facts.flat().map(({ stored }) => stored)

/** The guard that holds while no event is added to a stream of the case after those that were read. */
export const streamUnchanged = (history: Pick<CaseHistory, 'revisionOf'>, stream: string): StreamGuard => ({
  stream,
  revision: history.revisionOf(stream),
})

/** The same guards for streams of the case, each as `[service, aggregate]`; none before the case exists. */
export const streamsUnchanged = (
  history: CaseHistory,
  ...streams: readonly (readonly [service: string, aggregate: string])[]
): readonly StreamGuard[] => {
  const { caseId } = history
  return caseId === undefined ? [] : streams.map(([service, aggregate]) => streamUnchanged(history, streamName(service, aggregate, caseId)))
}

/**
 * The guard that holds while no event of these types is recorded in the linked cases, or names one, after they were
 * read.
 */
export const casesUnchanged = ({ caseIdsToGuard, asOf }: LinkedCases, ...types: readonly EventTypeName[]): CasesGuard => ({
  types,
  cases: caseIdsToGuard,
  after: asOf,
})
