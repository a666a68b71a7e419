import { custodyAccount, libertyByPerson, type DatedCustodyFact } from '@case-timeline/casework'
import type { AgeBand, AgeRange, JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { rememberingSpans } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  gridEnd,
  heldFactOf,
  lengthsOfDays,
  momentOf,
  ORIGIN,
  ORIGINS,
  SLOT_MS,
  statedBy,
  ZONES,
  type Grid,
  type GridFact,
  type GridTime,
} from './liberty-account.fixtures.ts'

/** As a command handler has it. */
const spanOf = rememberingSpans()

const DAY_SLOTS = 48
const ACTIVITY = { arrest: 'arrest', order: 'detentionOrdered', extension: 'detentionExtended', released: 'release' } as const
const law = (changes: Partial<StatutoryClock>): StatutoryClock => ({
  activity: 'detentionOrdered',
  validFrom: '2000-01-01',
  source: 'invented',
  ...changes,
})

const factsOf = (facts: readonly GridFact[], notCounted: readonly GridTime[], { zone, origin }: Grid): readonly DatedCustodyFact[] =>
  facts.map((fact, index) => ({
    eventId: `e${index}`,
    service: 'investigation',
    jurisdiction: 'ZZ',
    at: momentOf(fact.decided ?? fact.at, origin),
    zone,
    ...(fact.statedAt === undefined ? {} : { statedAt: momentOf(fact.statedAt, origin) }),
    custody:
      fact.is === 'released'
        ? { is: 'released', personRef: 'p', at: momentOf(fact.at, origin) }
        : heldFactOf(fact, statedBy(facts.slice(0, index).filter(({ is }) => is !== 'released').length, facts, notCounted), origin),
  }))

/** The end of the last holding of a history under some laws, in slots. */
const endOf = (facts: readonly DatedCustodyFact[], clocks: readonly StatutoryClock[], origin: number = ORIGIN): number | string => {
  const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [...clocks] }
  const { holdings, lawfulEndOf } = custodyAccount(libertyByPerson(facts, spanOf).get('p') ?? [], spanOf)
  const end = lawfulEndOf(holdings.at(-1) as (typeof holdings)[number], { policy })
  return end.is === 'limited' ? (end.at - origin) / SLOT_MS : end.is
}

const fact = fc.record({
  after: fc.integer({ min: 1, max: 4 * DAY_SLOTS }),
  is: fc.constantFrom('arrest' as const, 'order' as const, 'extension' as const, 'released' as const),
  authority: fc.constantFrom('POLICE' as const, 'DISTRICT_COURT' as const, 'IMMIGRATION' as const),
  ground: fc.constantFrom('a' as const, 'b' as const, undefined),
  lasts: fc.option(fc.integer({ min: 1, max: 6 * DAY_SLOTS }), { nil: undefined }),
  decidedBefore: fc.option(fc.integer({ min: 1, max: 3 * DAY_SLOTS }), { nil: undefined }),
  statedAfter: fc.option(fc.integer({ min: 0, max: 8 * DAY_SLOTS }), { nil: undefined }),
})

/** A history on the grid that ends with a person who is held. */
const histories = fc.array(fact, { minLength: 1, maxLength: 7 }).map((entries) => {
  let at = 0
  return entries.map(({ after, is, authority, ground, lasts, decidedBefore, statedAfter }, index): GridFact => {
    at += after
    const held = index === entries.length - 1 && is === 'released' ? 'order' : is
    return {
      at,
      is: held,
      authority: held === 'arrest' && authority !== 'IMMIGRATION' ? 'POLICE' : authority,
      ground: held === 'arrest' ? ground : undefined,
      until: held === 'arrest' || held === 'released' || lasts === undefined ? undefined : at + lasts,
      decided: held === 'arrest' || held === 'released' || decidedBefore === undefined ? undefined : at - decidedBefore,
      statedAt: statedAfter === undefined ? undefined : at + statedAfter,
    }
  })
})

const notCounted = fc.array(
  fc.record({
    from: fc.nat({ max: 20 * DAY_SLOTS }),
    lasts: fc.integer({ min: 1, max: 4 * DAY_SLOTS }),
    reason: fc.constantFrom('journey', 'hospital'),
    by: fc.nat({ max: 6 }),
  }),
  { maxLength: 4 },
)
const times = notCounted.map((some) => some.map(({ from, lasts, reason, by }): GridTime => ({ from, until: from + lasts, reason, by })))

const limits = fc.oneof(fc.record({ maxHours: fc.integer({ min: 1, max: 200 }) }), fc.record({ maxDays: fc.integer({ min: 1, max: 12 }) }))
/** No limit yet. */
const without = { maxHours: undefined, maxDays: undefined }
const counting = fc.record({
  countsFrom: fc.constantFrom('arrest' as const, 'firstOrder' as const, undefined),
  resumes: fc.constantFrom(true as const, undefined),
  excludes: fc.constantFrom<(string[] | undefined)[]>(undefined, ['journey'], ['journey', 'hospital']),
})
const grids: fc.Arbitrary<Grid> = fc.record({ zone: fc.constantFrom(...ZONES), origin: fc.constantFrom(...ORIGINS) })

describe('the account of a person’s liberty', () => {
  it('is compared for days of 23, 23½, 24, 24½ and 25 hours', () => {
    const lengths = ORIGINS.flatMap((origin) => ZONES.flatMap((zone) => [...lengthsOfDays({ zone, origin })]))
    expect([...new Set(lengths)].toSorted((one, other) => one - other)).toEqual([23, 23.5, 24, 24.5, 25])
  })
  it('agrees with a calculator that counts half-hour by half-hour, for any history, limits and zone', () =>
    fc.assert(
      fc.property(histories, times, limits, counting, fc.option(limits), grids, (facts, excluded, own, how, total, grid) => {
        const last = facts.at(-1) as GridFact
        const index = facts.filter(({ is }) => is !== 'released').length - 1
        const authority = total && index % 2 === 0 ? { authority: last.authority } : {}
        const any = law({ ...own, ...how, activity: ACTIVITY[last.is] })
        // An authority outside criminal procedure has only limits that name it.
        const isOther = last.authority === 'IMMIGRATION'
        if (isOther) expect(endOf(factsOf(facts, excluded, grid), [any])).toBe('unknown')
        const clocks = [
          isOther ? { ...any, authority: 'IMMIGRATION' } : any,
          ...(total
            ? [law({ ...total, activity: 'detentionTotal', ...authority, ...(how.excludes ? { excludes: how.excludes } : {}) })]
            : []),
        ]
        const expected = Math.min(...clocks.map((clock) => gridEnd(clock, index, facts, excluded, grid)))
        expect(endOf(factsOf(facts, excluded, grid), clocks, grid.origin)).toBe(expected)
      }),
      { numRuns: 600 },
    ))

  it('has the limits for children where the age that was stated last is that of a child, or in doubt', () => {
    const ages = fc.array(fc.constantFrom('child' as const, 'adult' as const, 'unknown' as const, undefined), {
      minLength: 7,
      maxLength: 7,
    })
    fc.assert(
      fc.property(histories, ages, limits, limits, grids, (facts, stated, ofChildren, ofAll, grid) => {
        const [activity, authority] = [ACTIVITY[(facts.at(-1) as GridFact).is], (facts.at(-1) as GridFact).authority]
        const held = facts.flatMap(({ is }, index) => (is === 'released' ? [] : [index]))
        const isChild = ['child', 'unknown'].includes(held.flatMap((index) => stated[index] ?? []).at(-1) ?? 'adult')
        const clocks = [law({ ...ofAll, activity, authority }), law({ ...ofChildren, activity, authority, persons: 'children' })]
        const aged = factsOf(facts, [], grid).map((one, index) =>
          one.custody.is === 'held' ? { ...one, custody: { ...one.custody, ageBand: stated[index] } } : one,
        )
        const applied = clocks[isChild ? 1 : 0] as StatutoryClock
        expect(endOf(aged, clocks, grid.origin)).toBe(gridEnd(applied, held.length - 1, facts, [], grid))
      }),
      { numRuns: 200 },
    )
  })

  const range = fc
    .record({ from: fc.integer({ min: 1, max: 17 }), under: fc.integer({ min: 1, max: 18 }) }, { requiredKeys: [] })
    .filter(({ from, under }) => (from ?? under) !== undefined && (from ?? 0) < (under ?? 18))
  const ALL_AGES = Array.from({ length: 18 }, (_, age) => age)
  const agesIn = ({ from = 0, under = 18 }: AgeRange = {}) => ALL_AGES.filter((age) => from <= age && age < under)

  it('has the limit of the narrowest ages that certainly are those of the child, counted age by age', () => {
    const statements = fc.array(
      fc.record({
        ageBand: fc.constantFrom('child' as const, 'unknown' as const, undefined),
        ageRange: fc.option(range, { nil: undefined }),
      }),
      { minLength: 7, maxLength: 7 },
    )
    const bands = fc.array(fc.tuple(range, limits), { maxLength: 5 })
    fc.assert(
      fc.property(histories, statements, bands, limits, grids, (facts, stated, ofAges, ofChildren, grid) => {
        const [activity, authority] = [ACTIVITY[(facts.at(-1) as GridFact).is], (facts.at(-1) as GridFact).authority]
        const held = facts.flatMap(({ is }, index) => (is === 'released' ? [] : [index]))
        const said = held.map((index): { ageBand?: AgeBand | undefined; ageRange?: AgeRange | undefined } =>
          index === held[0] ? { ...stated[index], ageBand: 'child' as const } : (stated[index] ?? {}),
        )
        let possible = ALL_AGES
        for (const { ageBand, ageRange } of said) {
          if (ageBand === 'unknown') possible = ALL_AGES
          if (ageRange) possible = agesIn(ageRange)
        }
        const law18 = law({ ...ofChildren, activity, authority, persons: 'children' })
        const clocks = [...ofAges.map(([ages, limit]) => ({ ...law18, ages, ...without, ...limit })), law18]
        const fitting = clocks.filter(({ ages }) => possible.every((age) => agesIn(ages).includes(age)))
        const least = Math.min(...fitting.map(({ ages }) => agesIn(ages).length))
        const applied = fitting.find(({ ages }) => agesIn(ages).length === least) as StatutoryClock
        const aged = factsOf(facts, [], grid).map((one, index) =>
          one.custody.is === 'held' ? { ...one, custody: { ...one.custody, ...said[held.indexOf(index)] } } : one,
        )
        expect(endOf(aged, clocks, grid.origin)).toBe(gridEnd(applied, held.length - 1, facts, [], grid))
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the order in which facts were recorded', () =>
    fc.assert(
      fc.property(histories, limits, counting, grids, (facts, own, how, grid) => {
        const clocks = [law({ ...own, ...how, activity: ACTIVITY[(facts.at(-1) as GridFact).is] })]
        const recorded = factsOf(facts, [], grid)
        expect(endOf(recorded.toReversed(), clocks)).toBe(endOf(recorded, clocks))
      }),
    ))

  const held = (text: string, more: object = {}): DatedCustodyFact => ({
    eventId: text,
    service: 'investigation',
    jurisdiction: 'ZZ',
    at: text,
    zone: 'Asia/Manila',
    custody: { is: 'held', personRef: 'p', by: 'order', authority: 'POLICE', from: text, ...more },
  })
  const endAt = (facts: readonly DatedCustodyFact[], ...clocks: readonly StatutoryClock[]) => {
    const end = endOf(facts, clocks)
    return typeof end === 'number' ? new Date(ORIGIN + end * SLOT_MS).toISOString() : end
  }

  it('counts hours from the end of a day of which the time is not known, and days with both ends', () => {
    expect(endAt([held('2026-03-27')], law({ maxHours: 36 }))).toBe('2026-03-29T04:00:00.000Z')
    expect(endAt([held('2026-03-27')], law({ maxDays: 3 }))).toBe('2026-03-29T16:00:00.000Z')
    expect(endAt([held('2028-02-27')], law({ maxDays: 3 }))).toBe('2028-02-29T16:00:00.000Z')
  })
  it('does not count a day that two stated times cover together', () => {
    const notCounted = [
      { from: '2026-03-28T00:00:00+08:00', until: '2026-03-28T12:00:00+08:00', reason: 'journey' },
      { from: '2026-03-28T12:00:00+08:00', until: '2026-03-29T00:00:00+08:00', reason: 'hospital' },
    ]
    const excludes = ['journey', 'hospital']
    expect(endAt([held('2026-03-27', { notCounted })], law({ maxDays: 3, excludes }))).toBe('2026-03-30T16:00:00.000Z')
    expect(endAt([held('2026-03-27', { notCounted })], law({ maxDays: 3, excludes: ['journey'] }))).toBe('2026-03-29T16:00:00.000Z')
  })
  it('has no end that can be claimed if only the month is known, but knows that there is a limit', () =>
    expect(endAt([held('2026-03')], law({ maxDays: 3 }))).toBe('undated'))
  it('keeps apart that no limit is known and that the law sets none', () => {
    expect(endAt([held('2026-03-27')])).toBe('unknown')
    expect(endAt([held('2026-03-27')], law({ maxDays: 3, validUntil: '2026-01-01' }))).toBe('unknown')
    expect(endAt([held('2026-03-27')], law({ maxDays: 3, authority: 'HIGH_COURT' }))).toBe('unknown')
    expect(endAt([held('2026-03-27')], law({ unlimited: true }))).toBe('unlimited')
  })
  it.each([
    [
      'time that does not count ends',
      held('2026-03-27', { notCounted: [{ from: '2026-03-28', until: '9999-12-31', reason: 'hospital' }] }),
    ],
    ['an order ends', held('0001-01-01', { until: '9999-12-31', notCounted: [] })],
  ])('is found without a look at every day, if %s in thousands of years', (_, long) => {
    let looks = 0
    const counting: typeof spanOf = (text, zone) => {
      looks += 1
      return spanOf(text, zone)
    }
    const clocks = [
      law({ maxDays: 20, validFrom: '0001-01-01', excludes: ['hospital'] }),
      law({ activity: 'detentionTotal', maxDays: 60, validFrom: '0001-01-01', excludes: ['hospital'] }),
    ]
    const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks }
    const later = held('2026-04-01', { notCounted: [{ from: '2026-04-02', until: '2999-12-31', reason: 'hospital' }] })
    const { holdings, lawfulEndOf } = custodyAccount(libertyByPerson([long, later], counting).get('p') ?? [], counting)
    for (const holding of holdings) lawfulEndOf(holding, { policy })
    expect(looks).toBeLessThan(200)
  })
})
