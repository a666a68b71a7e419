import { isRecordedBy } from '@case-timeline/access'
import type { LoadedPolicy } from '@case-timeline/commands'
import { CaseTransferred, DeadlineMissed, OfficeAdmitted, type FactOf } from '@case-timeline/contracts'
import { type Recorded, type StoredView, viewTable } from '@case-timeline/projections'
import { createHash } from 'node:crypto'
import { rememberingCalendar } from './calendar.ts'
import { type CaseClocks, withAdded } from './case-clocks.ts'
import { clockEventTypesOf, ruleIdsByEventType, signalsOfClock } from './clocks.ts'
import { type ClockSignal, OFFICE_WITH_CASE } from './deadline.ts'
import { type DeadlineItem, deadlineItems } from './deadline-items.ts'
import { recordedMissOf } from './founded-misses.ts'
import { listedDeadlines, type ListedScope } from './listed-deadlines.ts'

/** The basis of a sector's deadlines in addition to events: the clocks of the policies and the levels of the rules. */
const basisOf = ({ clocks }: ListedScope, policies: readonly LoadedPolicy[]): string => {
  const laws = policies.map(({ policy }) => [
    policy.jurisdiction,
    policy.clocks,
    policy.remandCredit,
    clocks.map(({ rule }) => [rule.id, policy.rules[rule.id]]),
  ])
  return createHash('sha256').update(JSON.stringify(laws)).digest('hex')
}

/**
 * By what else the persons of a page are held: by who they are, and not among all whom the agency holds. And what an
 * office owes because it has the case: of a case in which thousands are held, it may be nothing.
 */
const FOR_LISTS = [
  'create index if not exists deadlines_v13_items_held on deadlines_v13_items (key) where concern is not null and known_until is null',
  `create index if not exists deadlines_v13_items_of_office on deadlines_v13_items (case_id) where listed_for = '${OFFICE_WITH_CASE}'`,
]

/** The tables of the deadlines, which are the same for every policy. */
export const deadlinesTable = viewTable<CaseClocks, DeadlineItem>({
  name: 'deadlines',
  version: 13,
  columns: { signals: 'namedEntries', misses: 'namedEntries' },
  listing: deadlineItems,
  migration: 1_764_000_000_608,
  added: { statements: FOR_LISTS, migration: 1_764_000_000_609 },
})

/** An event concerns deadlines of one rule, and often of one key. */
const LISTING = { key: deadlineItems.key, part: 'ruleId', group: 'key' } as const

type Missed = FactOf<typeof DeadlineMissed>['data']

/**
 * The deadlines that a sector owes, each under the policy of the country under whose law the event stands that started
 * it. A change of the policies' clocks affects facts recorded after it; the others after a rebuild, for which the basis
 * marks the view as outdated. An event calculates only the deadlines of the rules whose clocks it affects, in its case.
 * @param policies all policies that `scope.policyOf` may return
 */
export const deadlinesView = (scope: ListedScope, policies: readonly LoadedPolicy[]): StoredView<CaseClocks> => {
  const clocks = new Map(scope.clocks.map((clock) => [clock.rule.id, clock]))
  const ruleIds = ruleIdsByEventType(scope.clocks)
  const affectedBy = (event: Recorded): readonly string[] => {
    // What an office owes under any rule goes with the case, or to its successor.
    if (event.type === CaseTransferred.type || event.type === OfficeAdmitted.type)
      return isRecordedBy(scope.sector, event.stored) ? [...clocks.keys()] : []
    // Data is parsed on access: only a miss names its rule.
    const affected = event.type === DeadlineMissed.type ? [(event.data as Missed).ruleId] : (ruleIds.get(event.type) ?? [])
    return affected.filter((ruleId) => clocks.has(ruleId))
  }
  return {
    ...deadlinesTable,
    basis: basisOf(scope, policies),
    events: [...new Set([...clockEventTypesOf(scope.clocks), CaseTransferred, OfficeAdmitted, DeadlineMissed])],
    rows: () => [[]],
    evolve: (row, event) => {
      const { caseId, signals, misses }: CaseClocks = row ?? { caseId: event.caseId, signals: {}, misses: {} }
      const affected = affectedBy(event)
      if (event.type === DeadlineMissed.type) {
        const missed = affected.map((ruleId) => [ruleId, [recordedMissOf(event)]] as const)
        return missed.length === 0 ? (row ?? null) : { caseId, signals, misses: withAdded(misses, missed) }
      }
      const added = affected.flatMap((ruleId): [string, readonly ClockSignal[]][] => {
        const clock = clocks.get(ruleId)
        const ofClock = clock === undefined ? [] : signalsOfClock(clock, event)
        return ofClock.length === 0 ? [] : [[ruleId, ofClock]]
      })
      return added.length === 0 ? (row ?? null) : { caseId, signals: withAdded(signals, added), misses }
    },
    listing: { ...LISTING, ...listedDeadlines(scope, rememberingCalendar()) },
  }
}
