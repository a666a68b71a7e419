import type { Row } from '@case-timeline/projections'
import type { ClockSignal } from './deadline.ts'
import type { RecordedMiss } from './founded-misses.ts'

type ByRule<T> = Readonly<Record<string, readonly T[]>>

/**
 * What affects the deadlines of a case, by the id of the rule. This shape is stored in `deadlines_v13`: change it with the
 * view's version.
 */
export interface CaseClocks extends Row {
  readonly signals: ByRule<ClockSignal>
  /** The misses that are recorded, and not withdrawn. */
  readonly misses: ByRule<RecordedMiss>
}

/** What is known of one rule in a case. */
export interface RuleInCase {
  readonly caseId: string
  readonly ruleId: string
  readonly signals: readonly ClockSignal[]
  readonly misses: readonly RecordedMiss[]
}

const NOTHING: readonly never[] = []

export const ruleInCase = ({ caseId, signals, misses }: CaseClocks, ruleId: string): RuleInCase => ({
  ...{ caseId, ruleId },
  signals: signals[ruleId] ?? NOTHING,
  misses: misses[ruleId] ?? NOTHING,
})

export const ruleIdsIn = ({ signals, misses }: CaseClocks): ReadonlySet<string> =>
  new Set([...Object.keys(signals), ...Object.keys(misses)])

/** Some lists by rule with entries at their ends. */
export const withAdded = <T>(all: ByRule<T>, added: readonly (readonly [ruleId: string, entries: readonly T[]])[]): ByRule<T> =>
  added.length === 0
    ? all
    : { ...all, ...Object.fromEntries(added.map(([ruleId, entries]) => [ruleId, [...(all[ruleId] ?? []), ...entries]])) }

/** What was added to a list; undefined: it was not only added to. */
export const addedTo = <T>(before: readonly T[], now: readonly T[]): readonly T[] | undefined =>
  before.at(-1) === now[before.length - 1] ? now.slice(before.length) : undefined
