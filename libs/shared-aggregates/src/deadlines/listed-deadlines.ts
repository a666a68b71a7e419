import type { Clock, Sector, Start } from '@case-timeline/casework'
import type { ItemsOf, Listed } from '@case-timeline/projections'
import type { Calendar } from './calendar.ts'
import { addedTo, type CaseClocks, type RuleInCase, ruleIdsIn, ruleInCase } from './case-clocks.ts'
import { type ClockSignal, type Deadline, OFFICE_WITH_CASE } from './deadline.ts'
import { clockIdOf } from './clock-id.ts'
import { deadlinesOfClock, signalsOfKeys } from './deadline-calculation.ts'
import { affectedKeys, affectedPersons, type DeadlineItem, itemOf, unaffectedItems } from './deadline-items.ts'
import { sharedLibertyOf } from './liberty-of-case.ts'
import { isDeadlineItem, isLaterStatement, NO_KEY, type RecordedMiss, withUnfoundedMisses } from './founded-misses.ts'
import type { DeadlineScope } from './missed-deadline.ts'

/** The clocks and policies by which deadlines are listed; which office has a case, its list says. */
export type ListedScope = Omit<DeadlineScope, 'receiving'>

/** Computes the items of the list of deadlines from the row of a case. */
export interface ListedDeadlines {
  items(row: CaseClocks): readonly DeadlineItem[]
  /** What the events between two rows of a case change: of the deadlines of a clock, those of the keys that they concern. */
  changes(row: CaseClocks, before: { readonly row: CaseClocks; readonly listed: Listed }): readonly ItemsOf[]
}

const NOTHING: readonly never[] = []

/** Whom a recorded miss may concern, of the persons about whom the sector stated later that they are held or not. */
const personsStatedLater = (signals: readonly ClockSignal[], sector: Sector, miss: RecordedMiss): ReadonlySet<string> => {
  const started = signals.find(({ eventId }) => eventId === miss.eventId)?.custody
  const later = signals.filter((signal) => isLaterStatement(signal, sector, miss))
  const persons = later.flatMap(({ custody }) => (custody && 'personRef' in custody ? [custody.personRef] : []))
  const isOfMiss = (personRef: string): boolean =>
    miss.clockId.endsWith(personRef.slice(-8)) || (started !== undefined && 'personRef' in started && started.personRef === personRef)
  return new Set(persons.filter(isOfMiss))
}

/** What a change of a rule in a case concerns. */
interface Concerned {
  readonly keys: ReadonlySet<string>
  /** The recorded misses of the deadlines of these keys, and those that the change adds. */
  readonly misses: readonly RecordedMiss[]
}

/**
 * Finds what a change concerns, for a clock whose deadlines have the keys of their starts. Deadlines that one event starts
 * may have a clock id in common: where a miss is recorded, they are concerned together.
 * @returns undefined if every deadline has to be calculated again
 */
const concernedBy = (clock: Clock, { signals, misses }: RuleInCase, before: RuleInCase): Concerned | undefined => {
  const added = addedTo(before.misses, misses)
  const affected = added && affectedKeys(clock, signals, before.signals)
  if (!affected || misses.length === 0) return affected && { keys: affected, misses }
  const [ids, keys] = [new Set(added.map(({ clockId }) => clockId)), new Set(affected)]
  for (let known = -1; known < ids.size + keys.size;) {
    known = ids.size + keys.size
    for (const { eventId, start } of signals) {
      if (!start) continue
      const clockId = clockIdOf(clock, eventId, start.key)
      if (!keys.has(start.key) && !ids.has(clockId)) continue
      keys.add(start.key)
      ids.add(clockId)
    }
  }
  return { keys, misses: misses.filter(({ clockId }) => ids.has(clockId)) }
}

/** The items from one row of a case: clocks on liberty share what they find in it. */
const itemsInOneRow = (scope: ListedScope, calendar: Calendar) => {
  const context = { ...scope, office: OFFICE_WITH_CASE, calendar, libertyOf: sharedLibertyOf(calendar.spanOf) }
  // At the level `record` a broken rule raises no warning, so no event is recorded for a missed deadline.
  const isRecorded = ({ ruleId, jurisdiction }: Deadline): boolean => scope.policyOf(jurisdiction)?.rules[ruleId] !== 'record'

  /** The items of some deadlines and misses of one clock. */
  const itemsOf = (
    clock: Clock,
    { caseId, ruleId, signals }: RuleInCase,
    misses: readonly RecordedMiss[],
    { deadlines, kept = NOTHING }: { readonly deadlines: readonly Deadline[]; readonly kept?: readonly DeadlineItem[] },
  ): readonly DeadlineItem[] => {
    const recorded = new Set(misses.map(({ clockId }) => clockId))
    const items = deadlines.map((one) => itemOf(caseId, one, isRecorded(one) && !recorded.has(one.clockId), calendar))
    const deadlinesBefore = (miss: RecordedMiss): readonly Deadline[] => {
      const persons = personsStatedLater(signals, scope.sector, miss)
      if (persons.size === 0) return NOTHING
      const earlier = signals.filter((signal) => !isLaterStatement(signal, scope.sector, miss))
      return deadlinesOfClock(clock, earlier, { ...context, persons }).filter(({ clockId }) => clockId === miss.clockId)
    }
    return withUnfoundedMisses({ caseId, ruleId, misses, items: [...kept, ...items], deadlinesBefore })
  }

  const allItems = (clock: Clock, rule: RuleInCase): readonly DeadlineItem[] =>
    itemsOf(clock, rule, rule.misses, { deadlines: deadlinesOfClock(clock, rule.signals, context) })

  /** All items of a clock for each person, or on liberty, of which those stay that are of other persons, or settled. */
  const itemsOfPersons = (clock: Clock, rule: RuleInCase, before: RuleInCase, listed: readonly DeadlineItem[]): readonly DeadlineItem[] => {
    const { signals, misses } = rule
    const added = addedTo(before.misses, misses)
    if (!added) return allItems(clock, rule)
    const calculated = { signals: before.signals, items: listed.filter(isDeadlineItem) }
    const missed = new Set(added.map(({ clockId }) => clockId))
    const ofMissed = missed.size === 0 ? NOTHING : calculated.items.filter(({ clockId }) => missed.has(clockId))
    const affected = affectedPersons(clock, signals, calculated.signals)
    const persons = affected && new Set([...affected, ...ofMissed.map(({ key }) => key)])
    const kept: DeadlineItem[] = persons ? calculated.items.filter(({ key }) => !persons.has(key)) : []
    const unaffected = clock.eachPerson ? unaffectedItems(signals, calculated) : undefined
    const isKept = (signal: ClockSignal, start: Start, key: string): boolean => {
      const item = unaffected?.(signal, start, key)
      if (!item || missed.has(item.clockId)) return false
      kept.push(item)
      return true
    }
    return itemsOf(clock, rule, misses, { kept, deadlines: deadlinesOfClock(clock, signals, { ...context, persons }, isKept) })
  }

  const changesOf = (clock: Clock, rule: RuleInCase, before: RuleInCase, listed: Listed): readonly ItemsOf[] => {
    const part = rule.ruleId
    if (clock.eachPerson || clock.liberty)
      return [{ part, items: itemsOfPersons(clock, rule, before, listed.of(part) as readonly DeadlineItem[]) }]
    const concerned = concernedBy(clock, rule, before)
    if (!concerned) return [{ part, items: allItems(clock, rule) }]
    const { keys, misses } = concerned
    const deadlines = deadlinesOfClock(clock, signalsOfKeys(clock, rule.signals, keys), context)
    const items = itemsOf(clock, rule, misses, { deadlines })
    const missed = new Set(misses.map(({ clockId }) => clockId))
    const withoutDeadline = missed.size === 0 ? NOTHING : (listed.in(part, NO_KEY) as readonly DeadlineItem[])
    const changed = new Map<string, DeadlineItem[]>([...keys].map((key) => [key, []]))
    if (missed.size > 0)
      changed.set(
        NO_KEY,
        withoutDeadline.filter(({ clockId }) => !missed.has(clockId)),
      )
    for (const item of items) changed.get(item.key)?.push(item)
    return [...changed].map(([group, own]) => ({ part, group, items: own }))
  }

  return { allItems, changesOf }
}

/** The deadlines of some clocks, each under the policy of the country under whose law the event stands that started it. */
export const listedDeadlines = (scope: ListedScope, calendar: Calendar): ListedDeadlines => {
  const clocks = new Map(scope.clocks.map((clock) => [clock.rule.id, clock]))
  return {
    items: (row) => {
      const { allItems } = itemsInOneRow(scope, calendar)
      return [...ruleIdsIn(row)].flatMap((ruleId) => {
        const clock = clocks.get(ruleId)
        return clock === undefined ? [] : allItems(clock, ruleInCase(row, ruleId))
      })
    },
    changes: (row, { row: rowBefore, listed }) => {
      const { changesOf } = itemsInOneRow(scope, calendar)
      return [...new Set([...ruleIdsIn(rowBefore), ...ruleIdsIn(row)])].flatMap((ruleId) => {
        const clock = clocks.get(ruleId)
        const [rule, before] = [ruleInCase(row, ruleId), ruleInCase(rowBefore, ruleId)]
        const isUnchanged = before.signals === rule.signals && before.misses === rule.misses
        return isUnchanged || clock === undefined ? [] : changesOf(clock, rule, before, listed)
      })
    },
  }
}
