import type { Start } from '@case-timeline/casework'
import type { LoadedPolicy } from '@case-timeline/commands'
import { DeadlineMissed, type FactOf } from '@case-timeline/contracts'
import { optional, type Recorded, type Row, type StoredView, viewTable } from '@case-timeline/projections'
import { createHash } from 'node:crypto'
import { rememberingCalendar } from './calendar.ts'
import { clockEventTypesOf, ruleIdsByEventType, signalsOfClock } from './clocks.ts'
import type { Deadline, ClockSignal } from './deadline.ts'
import { deadlinesOfClock } from './deadline-calculation.ts'
import { affectedPersons, type DeadlineItem, deadlineItems, itemOf, unaffectedItems } from './deadline-items.ts'
import type { DeadlineScope } from './missed-deadline.ts'

/**
 * What affects the deadlines of one rule in one case. This shape is stored in `deadlines_v4`: change it with the view's
 * version.
 */
export interface CaseClock extends Row {
  readonly ruleId: string
  readonly signals: readonly ClockSignal[]
  /** Ids of the clocks whose miss is recorded. */
  readonly recorded: readonly string[]
  /** Ids of the recorded misses that were judged by the law of another country than that of the event; absent: none. */
  readonly misjudged?: readonly string[] | undefined
}

/**
 * The basis of a sector's deadlines in addition to events: the clocks of the policies, the levels of the rules, and the
 * receiving agency.
 */
const basisOf = ({ clocks, receivingAgency }: DeadlineScope, policies: readonly LoadedPolicy[]): string => {
  const laws = policies.map(({ policy }) => [
    policy.jurisdiction,
    policy.clocks,
    clocks.map(({ rule }) => [rule.id, policy.rules[rule.id]]),
  ])
  return createHash('sha256')
    .update(JSON.stringify([laws, receivingAgency]))
    .digest('hex')
}

/** The tables of the deadlines, which are the same for every policy. */
export const deadlinesTable = viewTable<CaseClock, DeadlineItem>({
  name: 'deadlines',
  version: 4,
  key: ['ruleId'],
  columns: { ruleId: 'text', signals: 'json', recorded: 'text[]', misjudged: optional('text[]') },
  indexes: { misjudged: { on: ['misjudged'], where: 'present' } },
  listing: deadlineItems,
  migration: 1_764_000_000_303,
})

type Missed = FactOf<typeof DeadlineMissed>['data']

const withMiss = (row: CaseClock, { id, data, stored }: Recorded): CaseClock => {
  const { clockId, eventId } = data as Missed
  const started = row.signals.find((one) => one.eventId === eventId)
  const isMisjudged = started !== undefined && started.jurisdiction !== stored.envelope.jurisdiction
  return {
    ...row,
    recorded: [...row.recorded, clockId],
    ...(isMisjudged ? { misjudged: [...(row.misjudged ?? []), id] } : {}),
  }
}

/**
 * The deadlines that a sector owes, each under the policy of the country under whose law the event stands that started
 * it. A change of the policies' clocks affects facts recorded after it; the others after a rebuild, for which the basis
 * marks the view as outdated. An event calculates only the deadlines of the rules whose clocks it affects, in its case.
 * @param policies all policies that `scope.policyOf` may return
 */
export const deadlinesView = (scope: DeadlineScope, policies: readonly LoadedPolicy[]): StoredView<CaseClock> => {
  const calendar = rememberingCalendar()
  const clocks = new Map(scope.clocks.map((clock) => [clock.rule.id, clock]))
  const ruleIds = ruleIdsByEventType(scope.clocks)
  // At the level `record` a broken rule raises no warning, so no event is recorded for a missed deadline.
  const isRecorded = ({ ruleId, jurisdiction }: Deadline): boolean => scope.policyOf(jurisdiction)?.rules[ruleId] !== 'record'
  return {
    ...deadlinesTable,
    basis: basisOf(scope, policies),
    events: [...clockEventTypesOf(scope.clocks), DeadlineMissed],
    rows: (event) => {
      // Data is parsed on access: only a miss names its rule.
      const affected = event.type === DeadlineMissed.type ? [(event.data as Missed).ruleId] : (ruleIds.get(event.type) ?? [])
      return affected.filter((ruleId) => clocks.has(ruleId)).map((ruleId) => [ruleId])
    },
    evolve: (row, event, [ruleId = '']) => {
      const known: CaseClock = row ?? { caseId: event.caseId, ruleId, signals: [], recorded: [] }
      if (event.type === DeadlineMissed.type) return withMiss(known, event)
      const clock = clocks.get(ruleId)
      const newSignals = clock === undefined ? [] : signalsOfClock(clock, event)
      return newSignals.length === 0 ? (row ?? null) : { ...known, signals: [...known.signals, ...newSignals] }
    },
    listing: {
      key: deadlineItems.key,
      items: ({ caseId, ruleId, signals, recorded }, before) => {
        const clock = clocks.get(ruleId)
        if (clock === undefined) return []
        const calculated =
          before?.row.recorded === recorded ? { signals: before.row.signals, items: before.items as DeadlineItem[] } : undefined
        const persons = calculated && affectedPersons(clock, signals, calculated)
        const unaffected = calculated && !clock.liberty ? unaffectedItems(signals, calculated) : undefined
        const kept: DeadlineItem[] = persons && calculated ? calculated.items.filter(({ key }) => !persons.has(key)) : []
        const isKept = (signal: ClockSignal, start: Start, key: string): boolean => {
          const item = unaffected?.(signal, start, key)
          if (item) kept.push(item)
          return item !== undefined
        }
        const deadlines = deadlinesOfClock(clock, signals, { ...scope, calendar, persons }, isKept)
        return [...kept, ...deadlines.map((one) => itemOf(caseId, one, isRecorded(one) && !recorded.includes(one.clockId), calendar))]
      },
    },
  }
}
