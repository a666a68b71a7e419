import { isRecordedBy } from '@case-timeline/access'
import type { Sector, Start } from '@case-timeline/casework'
import type { LoadedPolicy } from '@case-timeline/commands'
import { CaseTransferred, DeadlineMissed, OfficeAdmitted, type FactOf } from '@case-timeline/contracts'
import { type Recorded, type Row, type StoredView, viewTable } from '@case-timeline/projections'
import { createHash } from 'node:crypto'
import { rememberingCalendar } from './calendar.ts'
import { clockEventTypesOf, ruleIdsByEventType, signalsOfClock } from './clocks.ts'
import { type Deadline, type ClockSignal, OFFICE_WITH_CASE } from './deadline.ts'
import { deadlinesOfClock, signalsOfKeys } from './deadline-calculation.ts'
import { affectedKeys, affectedPersons, type DeadlineItem, deadlineItems, itemOf, unaffectedItems } from './deadline-items.ts'
import { isDeadlineItem, isLaterStatement, type RecordedMiss, recordedMissOf, withUnfoundedMisses } from './founded-misses.ts'
import type { DeadlineScope } from './missed-deadline.ts'

type ByRule<T> = Readonly<Record<string, readonly T[]>>

/**
 * What affects the deadlines of a case, by the id of the rule. This shape is stored in `deadlines_v8`: change it with the
 * view's version.
 */
export interface CaseClocks extends Row {
  readonly signals: ByRule<ClockSignal>
  /** The misses that are recorded, and not withdrawn. */
  readonly misses: ByRule<RecordedMiss>
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
export const deadlinesTable = viewTable<CaseClocks, DeadlineItem>({
  name: 'deadlines',
  version: 8,
  columns: { signals: 'namedEntries', misses: 'namedEntries' },
  listing: deadlineItems,
  migration: 1_764_000_000_605,
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

/** What is known of one rule in a case. */
interface RuleInCase {
  readonly caseId: string
  readonly ruleId: string
  readonly signals: readonly ClockSignal[]
  readonly misses: readonly RecordedMiss[]
}

const NOTHING: readonly never[] = []

const ruleInCase = ({ caseId, signals, misses }: CaseClocks, ruleId: string): RuleInCase => ({
  ...{ caseId, ruleId },
  signals: signals[ruleId] ?? NOTHING,
  misses: misses[ruleId] ?? NOTHING,
})

const ruleIdsIn = ({ signals, misses }: CaseClocks): ReadonlySet<string> => new Set([...Object.keys(signals), ...Object.keys(misses)])

const withAdded = <T>(all: ByRule<T>, added: readonly (readonly [ruleId: string, entries: readonly T[]])[]): ByRule<T> =>
  added.length === 0
    ? all
    : { ...all, ...Object.fromEntries(added.map(([ruleId, entries]) => [ruleId, [...(all[ruleId] ?? []), ...entries]])) }

/** What was added to a list; undefined: it was not only added to. */
const addedTo = <T>(before: readonly T[], now: readonly T[]): readonly T[] | undefined =>
  before.at(-1) === now[before.length - 1] ? now.slice(before.length) : undefined

const byRuleId = (items: readonly DeadlineItem[]): ReadonlyMap<string, readonly DeadlineItem[]> => {
  const found = new Map<string, DeadlineItem[]>()
  for (const item of items) {
    const own = found.get(item.ruleId)
    if (own) own.push(item)
    else found.set(item.ruleId, [item])
  }
  return found
}

/**
 * The deadlines that a sector owes, each under the policy of the country under whose law the event stands that started
 * it. A change of the policies' clocks affects facts recorded after it; the others after a rebuild, for which the basis
 * marks the view as outdated. An event calculates only the deadlines of the rules whose clocks it affects, in its case.
 * @param policies all policies that `scope.policyOf` may return
 */
export const deadlinesView = (scope: ViewScope, policies: readonly LoadedPolicy[]): StoredView<CaseClocks> => {
  const calendar = rememberingCalendar()
  const clocks = new Map(scope.clocks.map((clock) => [clock.rule.id, clock]))
  const ruleIds = ruleIdsByEventType(scope.clocks)
  // At the level `record` a broken rule raises no warning, so no event is recorded for a missed deadline.
  const isRecorded = ({ ruleId, jurisdiction }: Deadline): boolean => scope.policyOf(jurisdiction)?.rules[ruleId] !== 'record'
  const affectedBy = (event: Recorded): readonly string[] => {
    // What an office owes under any rule goes with the case, or to its successor.
    if (event.type === CaseTransferred.type || event.type === OfficeAdmitted.type)
      return isRecordedBy(scope.sector, event.stored) ? [...clocks.keys()] : []
    // Data is parsed on access: only a miss names its rule.
    const affected = event.type === DeadlineMissed.type ? [(event.data as Missed).ruleId] : (ruleIds.get(event.type) ?? [])
    return affected.filter((ruleId) => clocks.has(ruleId))
  }
  const itemsOf = (
    { caseId, ruleId, signals, misses }: RuleInCase,
    before: { readonly rule: RuleInCase; readonly items: readonly DeadlineItem[] } | undefined,
  ): readonly DeadlineItem[] => {
    const clock = clocks.get(ruleId)
    if (clock === undefined) return []
    const addedMisses = before && addedTo(before.rule.misses, misses)
    const calculated = before && addedMisses ? { signals: before.rule.signals, items: before.items.filter(isDeadlineItem) } : undefined
    const missed = new Set(addedMisses?.map(({ clockId }) => clockId))
    const ofMissed = calculated && missed.size > 0 ? calculated.items.filter(({ clockId }) => missed.has(clockId)) : NOTHING
    const withMissed = (keys: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined =>
      keys && new Set([...keys, ...ofMissed.map(({ key }) => key)])
    const persons = withMissed(calculated && affectedPersons(clock, signals, calculated))
    const affected = persons ?? withMissed(calculated && affectedKeys(clock, signals, calculated))
    const kept: DeadlineItem[] = affected && calculated ? calculated.items.filter(({ key }) => !affected.has(key)) : []
    const unaffected = calculated && clock.eachPerson ? unaffectedItems(signals, calculated) : undefined
    const isKept = (signal: ClockSignal, start: Start, key: string): boolean => {
      const item = unaffected?.(signal, start, key)
      if (!item || missed.has(item.clockId)) return false
      kept.push(item)
      return true
    }
    const context = { ...scope, office: OFFICE_WITH_CASE, calendar }
    const concerned = affected ? signalsOfKeys(clock, signals, affected) : signals
    const deadlines = deadlinesOfClock(clock, concerned, { ...context, persons }, isKept)
    const recorded = new Set(misses.map(({ clockId }) => clockId))
    const items = deadlines.map((one) => itemOf(caseId, one, isRecorded(one) && !recorded.has(one.clockId), calendar))
    const deadlinesBefore = (miss: RecordedMiss): readonly Deadline[] => {
      const stated = personsStatedLater(signals, scope.sector, miss)
      if (stated.size === 0) return NOTHING
      const earlier = signals.filter((signal) => !isLaterStatement(signal, scope.sector, miss))
      return deadlinesOfClock(clock, earlier, { ...context, persons: stated }).filter(({ clockId }) => clockId === miss.clockId)
    }
    return withUnfoundedMisses({ caseId, ruleId, misses, items: [...kept, ...items], deadlinesBefore })
  }
  return {
    ...deadlinesTable,
    basis: basisOf(scope, policies),
    events: [...clockEventTypesOf(scope.clocks), CaseTransferred, OfficeAdmitted, DeadlineMissed],
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
    listing: {
      key: deadlineItems.key,
      items: (row, before) => {
        const known = byRuleId((before?.items ?? []) as readonly DeadlineItem[])
        return [...ruleIdsIn(row)].flatMap((ruleId) => {
          const rule = ruleInCase(row, ruleId)
          if (before === undefined) return itemsOf(rule, undefined)
          const ruleBefore = ruleInCase(before.row, ruleId)
          const items = known.get(ruleId) ?? NOTHING
          const isUnchanged = ruleBefore.signals === rule.signals && ruleBefore.misses === rule.misses
          return isUnchanged ? items : itemsOf(rule, { rule: ruleBefore, items })
        })
      },
    },
  }
}
