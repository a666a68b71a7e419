import {
  custodyAccount,
  libertyByPerson,
  libertyWithHold,
  rightToHold,
  type CustodyFact,
  type DatedCustodyFact,
  type HeldFact,
} from '@case-timeline/casework'
import { readingFor } from '@case-timeline/commands'
import {
  investigationDetention,
  investigationDetentionCommands,
  type JurisdictionPolicy,
  type StatutoryClock,
} from '@case-timeline/contracts'
import type { spanOf } from '@case-timeline/decider'
import { commandFor } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { rememberingCalendar } from '../deadlines/calendar.ts'
import { custodyStreamOf } from './custody.stream.ts'

const clock = { validFrom: '2000-01-01', source: 'invented' }
const clocks: readonly StatutoryClock[] = [
  { ...clock, activity: 'arrest', maxHours: 24, resumes: true, excludes: ['journey'] },
  { ...clock, activity: 'detentionOrdered', maxHours: 72, countsFrom: 'arrest', resumes: true },
  { ...clock, activity: 'detentionExtended', maxDays: 20 },
  { ...clock, activity: 'detentionTotal', maxDays: 60, excludes: ['hospital'] },
]
const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [...clocks] }

const calendar = rememberingCalendar()

/** How much is read of some facts, and how many dates are computed, to calculate all limits and rights to hold a person. */
const workFor = (custodies: readonly ((day: string, index: number) => CustodyFact)[], count: number): number => {
  let work = 0
  const facts = Array.from({ length: count }, (_, index): DatedCustodyFact => {
    const day = new Date(Date.UTC(2016, 0, 1) + index * 43_200_000).toISOString().slice(0, 10)
    const custody = custodies[index % custodies.length]?.(day, index) as CustodyFact
    const fact = { eventId: `e${index}`, service: 'investigation', jurisdiction: 'ZZ', at: day, zone: 'Asia/Manila', custody }
    return Object.defineProperty(fact, 'custody', { enumerable: true, get: () => ((work += 1), custody) })
  })
  const counting: typeof spanOf = (text, zone) => {
    work += 1
    return calendar.spanOf(text, zone)
  }
  const own = libertyByPerson(facts, counting).get('p') ?? []
  const { holdings, lawfulEndOf } = custodyAccount(own, counting)
  for (const holding of holdings) lawfulEndOf(holding, { policy })
  rightToHold(own, counting)
  return work
}

const held =
  (by: 'arrest' | 'order' | 'extension', more: object = {}) =>
  (): CustodyFact => ({
    ...{ is: 'held', personRef: 'p', by, authority: 'POLICE' },
    ...more,
  })

describe('the work for the custody of one person grows in proportion to what is recorded', () => {
  it.each([
    ['orders and extensions', [held('order'), held('extension')]],
    [
      'arrests on the same ground, and releases',
      [held('arrest', { ground: 'a' }), (day: string): CustodyFact => ({ is: 'released', personRef: 'p', at: day })],
    ],
    ['arrests on two grounds, and orders', [held('arrest', { ground: 'a' }), held('order'), held('arrest', { ground: 'b' })]],
    ['orders that state their end', [held('order', { until: '2016-01-02' }), held('extension', { until: '2030-01-02' })]],
    [
      'times that do not count',
      [
        (day: string): CustodyFact => held('arrest', { ground: 'a', notCounted: [{ from: day, until: day, reason: 'journey' }] })(),
        (day: string): CustodyFact => held('order', { notCounted: [{ from: day, until: day, reason: 'hospital' }] })(),
      ],
    ],
    [
      'charges and verdicts',
      [
        (_: string, index: number): CustodyFact => ({ is: 'charged', personRef: 'p', chargeId: `c${index}` }),
        (_: string, index: number): CustodyFact => ({ is: 'tried', accusedRef: 'p', chargeId: `c${index - 1}`, verdict: 'guilty' }),
        held('order'),
      ],
    ],
  ])('for %s', (_, custodies) => {
    const [few, many] = [workFor(custodies, 300), workFor(custodies, 2_400)]
    expect(many).toBeLessThan(10 * few)
    expect(many).toBeLessThan(200 * 2_400)
  })
})

describe('a person who is held by what is recorded last', () => {
  const zone = 'Asia/Manila'
  const dated = (at: string, custody: CustodyFact, index: number): DatedCustodyFact => ({
    ...{ eventId: `e${index}`, service: 'investigation', jurisdiction: 'ZZ', at, zone, custody },
    ...(custody.is === 'died' ? { statedAt: '2026-05-04T10:00:00Z' } : {}),
  })
  const day = fc.constantFrom(
    '2026',
    '2026-05',
    '2026-05-03',
    '2026-05-04',
    '2026-05-04T08:00:00+08:00',
    '2026-05-04T09:00:00Z',
    '2026-05-05',
  )
  const hold = fc.record({
    is: fc.constant('held' as const),
    personRef: fc.constant('p'),
    by: fc.constantFrom('arrest' as const, 'order' as const, 'extension' as const),
    authority: fc.constant('POLICE'),
  })
  const custody: fc.Arbitrary<CustodyFact> = fc.oneof(
    hold,
    day.map((at): CustodyFact => ({ is: 'released', personRef: 'p', at })),
    day.map((at): CustodyFact => ({ is: 'died', personRef: 'p', at })),
    fc.constant<CustodyFact>({ is: 'charged', personRef: 'p', chargeId: 'c' }),
    fc.constant<CustodyFact>({ is: 'tried', chargeId: 'c', verdict: 'guilty' }),
    hold.map((other) => ({ ...other, personRef: 'q' })),
  )

  const dayOf = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)

  it('has facts of different days put in order without following by what the person was held', () => {
    let followed = 0
    const facts = Array.from({ length: 9 }, (_, index) => {
      const fact = dated(dayOf(index), held('order')(), index)
      return Object.defineProperty(fact, 'service', { enumerable: true, get: () => ((followed += 1), 'investigation') })
    })
    const own = libertyByPerson(facts, calendar.spanOf).get('p')
    expect(followed).toBe(0)
    expect(own).toEqual(facts)
  })

  it('has the facts in the order in which all of them are, whenever each happened', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(day, custody), { maxLength: 6 }), fc.tuple(day, hold), (recorded, [at, holding]) => {
        const facts = recorded.map(([on, one], index) => dated(on, one, index))
        const last = dated(at, holding, facts.length) as DatedCustodyFact & { readonly custody: HeldFact }
        const own = libertyByPerson(facts, calendar.spanOf).get('p') ?? []
        const all = libertyByPerson([...facts, last], calendar.spanOf).get('p')
        expect(libertyWithHold(own, facts, last, calendar.spanOf)).toEqual(all)
      }),
      { numRuns: 200 },
    ))

  it('costs one placing of each earlier order before the command, and one among the custody of the person', () => {
    const { DetentionOrdered, DetentionEnded } = investigationDetention
    const { OrderDetention } = investigationDetentionCommands
    const personRef = '11111111-1111-4111-8111-111111111111'
    const of = (from: string) => ({ ...OrderDetention.example, personRef, authority: 'POLICE' as const, from, until: undefined })
    const recorded = Array.from({ length: 9 }, (_, index) => ({
      type: DetentionOrdered.type,
      stream: 'investigation.any-1',
      data: of(dayOf(10 * index + 1)),
      occurredAt: dayOf(10 * index),
      recordedAt: `${dayOf(10 * index + 2)}T10:00:00.000000Z`,
    }))
    const released = {
      type: DetentionEnded.type,
      stream: 'investigation.any-1',
      data: { ...DetentionEnded.example, personRef, at: '2026-05-01', authority: 'POLICE' },
      occurredAt: '2026-05-01',
      recordedAt: '2026-05-02T10:00:00.000000Z',
    }
    const looks = new Map<string, number>()
    const counting: typeof spanOf = (text, at) => {
      looks.set(text, (looks.get(text) ?? 0) + 1)
      return calendar.spanOf(text, at)
    }
    const command = { ...commandFor(OrderDetention, of('2026-06-01'), undefined, { policy }), spanOf: counting, occurredAt: '2026-06-01' }
    readingFor(custodyStreamOf('investigation'), storedCase('99999999-9999-4999-8999-999999999999', ...recorded, released), command)
    // Its first day is looked up twice to place it, then against the command, and for the right to hold the person.
    for (const { occurredAt, recordedAt, data } of recorded)
      expect([looks.get(occurredAt), looks.get(recordedAt), looks.get(data.from)]).toEqual([1, 1, 4])
  })
})
