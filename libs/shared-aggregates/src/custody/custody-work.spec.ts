import { custodyAccount, libertyByPerson, rightToHold, type CustodyFact, type DatedCustodyFact } from '@case-timeline/casework'
import type { JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import type { spanOf } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import { rememberingCalendar } from '../deadlines/calendar.ts'

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
