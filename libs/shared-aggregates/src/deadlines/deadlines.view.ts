import { isRecordedBy } from '@case-timeline/access'
import type { Sector, Start } from '@case-timeline/casework'
import type { LoadedPolicy } from '@case-timeline/commands'
import { CaseTransferred, DeadlineMissed, OfficeAdmitted, type FactOf } from '@case-timeline/contracts'
import { type Row, type StoredView, viewTable } from '@case-timeline/projections'
import { createHash } from 'node:crypto'
import { rememberingCalendar } from './calendar.ts'
import { clockEventTypesOf, ruleIdsByEventType, signalsOfClock } from './clocks.ts'
import { type Deadline, type ClockSignal, OFFICE_WITH_CASE } from './deadline.ts'
import { deadlinesOfClock } from './deadline-calculation.ts'
import { affectedPersons, type DeadlineItem, deadlineItems, itemOf, unaffectedItems } from './deadline-items.ts'
import { isDeadlineItem, isLaterStatement, type RecordedMiss, recordedMissOf, withUnfoundedMisses } from './founded-misses.ts'
import type { DeadlineScope } from './missed-deadline.ts'

/**
 * What affects the deadlines of one rule in one case. This shape is stored in `deadlines_v7`: change it with the view's
 * version.
 */
export interface CaseClock extends Row {
  readonly ruleId: string
  readonly signals: readonly ClockSignal[]
  /** The misses that are recorded, and not withdrawn. */
  readonly misses: readonly RecordedMiss[]
}

/** The basis of a sector's deadlines in addition to events: the clocks of the policies and the levels of the rules. */
const basisOf = ({ clocks }: ViewScope, policies: readonly LoadedPolicy[]): string => {
  const laws = policies.map(({ policy }) => [
    policy.jurisdiction,
    policy.clocks,
    policy.remandCredit,
    clocks.map(({ rule }) => [rule.id, policy.rules[rule.id]]),
  ])
  return createHash('sha256').update(JSON.stringify(laws)).digest('hex')
}

/** The clocks and policies by which a view calculates; which office has a case, its list says. */
type ViewScope = Omit<DeadlineScope, 'receiving'>

/** The tables of the deadlines, which are the same for every policy. */
export const deadlinesTable = viewTable<CaseClock, DeadlineItem>({
  name: 'deadlines',
  version: 7,
  key: ['ruleId'],
  columns: { ruleId: 'text', signals: 'json', misses: 'json' },
  listing: deadlineItems,
  migration: 1_764_000_000_306,
})

type Missed = FactOf<typeof DeadlineMissed>['data']

/** Whom a recorded miss may concern, of the persons about whom the sector stated later that they are held or not. */
const personsStatedLater = (signals: readonly ClockSignal[], sector: Sector, miss: RecordedMiss): ReadonlySet<string> => {
  const started = signals.find(({ eventId }) => eventId === miss.eventId)?.custody
  const later = signals.filter((signal) => isLaterStatement(signal, sector, miss))
  const persons = later.flatMap(({ custody }) => (custody && 'personRef' in custody ? [custody.personRef] : []))
  const isOfMiss = (personRef: string): boolean =>
    miss.clockId.endsWith(personRef.slice(-8)) || (started !== undefined && 'personRef' in started && started.personRef === personRef)
  return new Set(persons.filter(isOfMiss))
}

/**
 * The deadlines that a sector owes, each under the policy of the country under whose law the event stands that started
 * it. A change of the policies' clocks affects facts recorded after it; the others after a rebuild, for which the basis
 * marks the view as outdated. An event calculates only the deadlines of the rules whose clocks it affects, in its case.
 * @param policies all policies that `scope.policyOf` may return
 */
export const deadlinesView = (scope: ViewScope, policies: readonly LoadedPolicy[]): StoredView<CaseClock> => {
  const calendar = rememberingCalendar()
  const clocks = new Map(scope.clocks.map((clock) => [clock.rule.id, clock]))
  const ruleIds = ruleIdsByEventType(scope.clocks)
  // At the level `record` a broken rule raises no warning, so no event is recorded for a missed deadline.
  const isRecorded = ({ ruleId, jurisdiction }: Deadline): boolean => scope.policyOf(jurisdiction)?.rules[ruleId] !== 'record'
  return {
    ...deadlinesTable,
    basis: basisOf(scope, policies),
    events: [...clockEventTypesOf(scope.clocks), CaseTransferred, OfficeAdmitted, DeadlineMissed],
    rows: (event) => {
      // What an office owes under any rule goes with the case, or to its successor.
      if (event.type === CaseTransferred.type || event.type === OfficeAdmitted.type)
        return isRecordedBy(scope.sector, event.stored) ? [...clocks.keys()].map((ruleId) => [ruleId]) : []
      // Data is parsed on access: only a miss names its rule.
      const affected = event.type === DeadlineMissed.type ? [(event.data as Missed).ruleId] : (ruleIds.get(event.type) ?? [])
      return affected.filter((ruleId) => clocks.has(ruleId)).map((ruleId) => [ruleId])
    },
    evolve: (row, event, [ruleId = '']) => {
      const known: CaseClock = row ?? { caseId: event.caseId, ruleId, signals: [], misses: [] }
      if (event.type === DeadlineMissed.type) return { ...known, misses: [...known.misses, recordedMissOf(event)] }
      const clock = clocks.get(ruleId)
      const newSignals = clock === undefined ? [] : signalsOfClock(clock, event)
      return newSignals.length === 0 ? (row ?? null) : { ...known, signals: [...known.signals, ...newSignals] }
    },
    listing: {
      key: deadlineItems.key,
      items: ({ caseId, ruleId, signals, misses }, before) => {
        const clock = clocks.get(ruleId)
        if (clock === undefined) return []
        const calculated =
          before?.row.misses === misses
            ? { signals: before.row.signals, items: (before.items as DeadlineItem[]).filter(isDeadlineItem) }
            : undefined
        const persons = calculated && affectedPersons(clock, signals, calculated)
        const unaffected = calculated && !clock.liberty ? unaffectedItems(signals, calculated) : undefined
        const kept: DeadlineItem[] = persons && calculated ? calculated.items.filter(({ key }) => !persons.has(key)) : []
        const isKept = (signal: ClockSignal, start: Start, key: string): boolean => {
          const item = unaffected?.(signal, start, key)
          if (item) kept.push(item)
          return item !== undefined
        }
        const context = { ...scope, office: OFFICE_WITH_CASE, calendar }
        const deadlines = deadlinesOfClock(clock, signals, { ...context, persons }, isKept)
        const recorded = new Set(misses.map(({ clockId }) => clockId))
        const items = deadlines.map((one) => itemOf(caseId, one, isRecorded(one) && !recorded.has(one.clockId), calendar))
        const deadlineBefore = (miss: RecordedMiss): Deadline | undefined => {
          const persons = personsStatedLater(signals, scope.sector, miss)
          if (persons.size === 0) return undefined
          const earlier = signals.filter((signal) => !isLaterStatement(signal, scope.sector, miss))
          return deadlinesOfClock(clock, earlier, { ...context, persons }).find(({ clockId }) => clockId === miss.clockId)
        }
        return withUnfoundedMisses({ caseId, ruleId, misses, items: [...kept, ...items], deadlineBefore })
      },
    },
  }
}
