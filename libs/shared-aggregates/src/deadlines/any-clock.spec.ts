import { type Clock, deadlineRule, type Start, type Stop } from '@case-timeline/casework'
import type { Listing } from '@case-timeline/projections'
import { itemsAfter } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { CaseClocks } from './case-clocks.ts'
import type { ClockSignal } from './deadline.ts'
import type { DeadlineItem } from './deadline-items.ts'
import { tenDays } from './deadlines.fixtures.ts'
import { deadlinesView } from './deadlines.view.ts'

const clock = (name: string, kind: Partial<Clock> = {}): Clock => ({
  rule: deadlineRule(`investigation.${name}`, 'an obligation is met in time', 'invented'),
  ...{ owedBy: 'investigation', starts: [], stops: [], stream: (caseId: string) => `case-${caseId}` },
  ...kind,
})
const CLOCKS: readonly Clock[] = [
  clock('plain'),
  clock('once', { runsOnce: true }),
  clock('several', { startsSeveral: true }),
  clock('several-once', { startsSeveral: true, runsOnce: true }),
  clock('window', { startsSeveral: true, isWindow: true }),
  clock('each-person', { eachPerson: [] }),
  clock(`a-rule-with-a-${'long-'.repeat(20)}name`, { startsSeveral: true }),
]
const listing = deadlinesView({ sector: 'investigation', clocks: CLOCKS, policyOf: () => tenDays }, []).listing as Listing<CaseClocks>

/** Some end alike, as ids of a counter do. */
const KEYS = ['00000001-0000-4000-8000-000000000000', '00000002-0000-4000-8000-000000000000', '00000003-0000-4000-8000-000000000001', 'k']
const key = fc.constantFrom(...KEYS)
const stopped = fc.constantFrom(...KEYS, 'of-others')
const day = fc.integer({ min: 1, max: 28 }).map((number) => `2026-01-${String(number).padStart(2, '0')}`)
const perhaps = <T>(one: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined, freq })
const without = <T extends object>(one: T): T => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T

const start = fc
  .record({
    key,
    otherKeys: perhaps(fc.array(stopped, { maxLength: 2 })),
    due: day.map((on) => ({ on })),
    metAt: perhaps(day, 5),
    requiresGround: perhaps(fc.constant(true as const), 4),
    groundId: perhaps(fc.constantFrom('g1', 'g2'), 4),
  })
  .map((one) => ({ start: without(one) as Start }))
const stop = fc
  .record({ key: stopped, at: perhaps(day), isWaiver: perhaps(fc.boolean()), countsIfEarlier: perhaps(fc.boolean()) })
  .map((one) => ({ stop: without(one) as Stop }))
const person = fc.record({ personRef: key, isReleased: perhaps(fc.boolean()) }).map((one) => ({ person: without(one) }))
const ground = fc.record({ key, id: fc.constantFrom('g1', 'g2') }).map((one) => ({ ground: { ...one, parts: [['x']] } }))
const transfer = fc.constant({ transfer: { from: 'zz-police', to: 'zz-other' } })
const role = fc.oneof(
  { weight: 8, arbitrary: start as fc.Arbitrary<object> },
  { weight: 8, arbitrary: stop },
  { weight: 3, arbitrary: person },
  { weight: 1, arbitrary: ground },
  { weight: 1, arbitrary: transfer },
)
const event = fc.record({
  rule: fc.nat(CLOCKS.length - 1),
  at: day,
  imported: perhaps(fc.constant(true as const), 5),
  undated: perhaps(fc.constant(true as const), 5),
  roles: fc.array(role, { minLength: 1, maxLength: 3 }),
})
/** A recorded miss of a deadline of a rule, or of none that is known. */
const miss = fc.record({ rule: fc.nat(CLOCKS.length - 1), missOf: fc.nat(50), isKnown: fc.boolean(), on: day })
type Step = (typeof event extends fc.Arbitrary<infer T> ? T : never) | (typeof miss extends fc.Arbitrary<infer T> ? T : never)
const step: fc.Arbitrary<Step> = fc.oneof({ weight: 5, arbitrary: event }, { weight: 2, arbitrary: miss })

/** An event starts one clock of a key, and clocks of several keys only where a clock says so. */
const rolesOf = (roles: readonly object[], { startsSeveral }: Clock): readonly object[] => {
  const keys = new Set<string>()
  return roles.filter((one) => {
    if (!('start' in one)) return true
    const { key: own } = one.start as Start
    const isOther = keys.size === 0 || (startsSeveral === true && !keys.has(own))
    keys.add(own)
    return isOther
  })
}

const afterStep = (row: CaseClocks, one: Step, number: number): CaseClocks => {
  const own = CLOCKS[one.rule] ?? clock('none')
  const { id } = own.rule
  const eventId = `${String(number).padStart(8, '0')}-0735-4044-a08f-549e342b464c`
  if ('roles' in one) {
    const { at, undated, imported } = one
    const origin = { eventId, service: 'investigation', agencyId: 'zz-police', jurisdiction: 'ZZ', at, undated, imported }
    const signals = rolesOf(one.roles, own).map((said) => without({ ...origin, ...said })) as readonly ClockSignal[]
    return { ...row, signals: { ...row.signals, [id]: [...(row.signals[id] ?? []), ...signals] } }
  }
  const items = (listing.items(row) as readonly DeadlineItem[]).filter(({ ruleId }) => ruleId === id)
  const known = one.isKnown ? items[one.missOf % Math.max(items.length, 1)]?.clockId : undefined
  const missed = {
    ...{ id: eventId, clockId: known ?? `unknown~${number}`, eventId, owedBy: 'zz-police', jurisdiction: 'ZZ' },
    ...{ dueAt: '2026-01-12T00:00:00.000Z', recordedAt: `${one.on}T00:00:00.000000Z` },
  }
  return { ...row, misses: { ...row.misses, [id]: [...(row.misses[id] ?? []), missed] } }
}

const texts = (items: readonly object[]): readonly string[] =>
  items.map((one) => JSON.stringify(one, Object.keys(one).toSorted())).toSorted()

describe('the listed deadlines of any clocks', () => {
  it('that follow from what was listed before are those of the whole row, whatever one or more events say', () =>
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 25, size: 'max' }), fc.integer({ min: 1, max: 3 }), (steps, together) => {
        let row: CaseClocks = { caseId: KEYS[0] ?? '', signals: {}, misses: {} }
        let shown: { readonly row: CaseClocks; readonly items: readonly DeadlineItem[] } | undefined
        for (const [number, one] of steps.entries()) {
          row = afterStep(row, one, number)
          if (number % together > 0) continue
          const items = itemsAfter(listing, row, shown) as readonly DeadlineItem[]
          expect(texts(items)).toEqual(texts(listing.items(row)))
          shown = { row, items }
        }
      }),
      { numRuns: 300 },
    ))
})
