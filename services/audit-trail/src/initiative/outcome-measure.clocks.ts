import { deadlineRule, isBefore } from '@case-timeline/casework'

export const outcomeMeasureIsReviewedInTime = deadlineRule(
  'auditTrail.outcome-measure-is-reviewed-in-time',
  'an outcome measure is measured by the day that was stated for it',
  'practice: monitoring of work plans against trafficking',
)

/** What is known of the review of an outcome measure. */
export interface Review {
  /** The day by which it is measured next; absent: it is not measured again. */
  readonly reviewBy?: string
  readonly state: 'due' | 'overdue' | 'ended'
}

interface Measured {
  /** When it was measured. */
  readonly on: string
  readonly nextReviewBy?: string | undefined
}

/**
 * The review of an outcome measure on a day. Initiatives belong to no case, so that no missed deadline is recorded: who
 * reads the list sees which review is overdue.
 * @param measured in the order of the days on which it was measured
 * @param asOf RFC 3339 in UTC; the day of the review ends in UTC
 */
export const reviewOf = ({ reviewBy }: { readonly reviewBy: string }, measured: readonly Measured[], asOf: string): Review => {
  const last = measured.at(-1)
  const next = last ? last.nextReviewBy : reviewBy
  return next === undefined ? { state: 'ended' } : { reviewBy: next, state: isBefore(next, asOf) ? 'overdue' : 'due' }
}
