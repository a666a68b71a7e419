import type { StatutoryClock } from '@case-timeline/contracts'
import { endOf, type SpanOf } from './custody-facts.ts'
import { firstPlace, type Times } from './held-times.ts'
import type { Holding } from './holdings.ts'

/** A stated time that may not count, as long as it may have been. */
interface Statement extends Times {
  readonly reason: string
  /** When the agency that holds the person recorded it; absent: a court decided it. */
  readonly statedAt?: number | undefined
}

const statementsOf = ({ by }: Holding, spanOf: SpanOf): readonly Statement[] =>
  (by.custody.notCounted ?? []).map(({ from, until, reason }) => ({
    from: spanOf(from, by.zone).from,
    until: endOf(until, by.zone, spanOf),
    reason,
    statedAt: by.statedAt === undefined ? undefined : spanOf(by.statedAt).from,
  }))

/** The time that a law does not count, by how many statements of the agencies that hold the person are accepted. */
export interface NotCountedTimes {
  /** How many of these statements were recorded before a moment. */
  statedBefore(moment: number): number
  /**
   * The times of what courts decided, and of the first of these statements: only as far as it was past when it was recorded.
   * `all`: every statement, as it is.
   */
  times(accepted: number | 'all'): readonly Times[]
  /** The reasons that these statements give. */
  readonly reasons: readonly string[]
}

const byStated = (one: Statement, other: Statement): number => (one.statedAt ?? 0) - (other.statedAt ?? 0)

/**
 * The stated times that a law does not count. Without a judge, the agency that holds a person can only report what has
 * happened, and not what is to come.
 */
export const notCountedBy = (
  { excludes = [] }: Pick<StatutoryClock, 'excludes'>,
  holdings: readonly Holding[],
  spanOf: SpanOf,
): NotCountedTimes => {
  const stating = excludes.length === 0 ? [] : holdings.filter(({ by }) => by.custody.notCounted !== undefined)
  const all = stating.flatMap((holding) => statementsOf(holding, spanOf)).filter(({ reason }) => excludes.includes(reason))
  const decided = all.filter(({ statedAt }) => statedAt === undefined)
  const stated = all.filter(({ statedAt }) => statedAt !== undefined).toSorted(byStated)
  return {
    statedBefore: (moment) => firstPlace(stated.length, (place) => (stated[place]?.statedAt ?? 0) >= moment),
    times: (accepted) =>
      accepted === 'all'
        ? all
        : [
            ...decided,
            ...stated.slice(0, accepted).map(({ from, until, statedAt = until }) => ({ from, until: Math.min(until, statedAt) })),
          ],
    reasons: [...new Set(stated.map(({ reason }) => reason))],
  }
}
