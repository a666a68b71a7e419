import { ChargeLaid, SuspectArrested, VerdictDelivered } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact } from '../deadlines/deadlines.fixtures.ts'
import {
  charged,
  chargeId,
  clocks,
  concernsOn,
  detained,
  DetentionOrdered,
  dueOf,
  limit,
  months,
  orderEnds,
  otherCharge,
  personIsReleasedWhenOrderEnds,
  personRef,
  released,
  right,
  sentenced,
  tried,
  type Fact,
} from './convicted-person.fixtures.ts'

describe(personIsReleasedWhenOrderEnds.sentence, () => {
  it('is released then, or held under another order: if nothing is recorded, the person is listed', () => {
    const order = detained('2020-03-01', '2020-03-10')
    expect(concernsOn('2020-03-11', [order])).toEqual([])
    expect(concernsOn('2020-03-12', [order])).toEqual([orderEnds])
    for (const end of [released('2020-03-10'), released('2020-03-11'), detained('2020-03-11'), detained('2020-03-05')])
      expect(concernsOn('2020-03-15', [order, end])).toEqual([])
    expect(clockSpecificationOf('investigation', clocks).deadlinesOwed(order)).toContainEqual(
      expect.objectContaining({ ruleId: `investigation.${orderEnds}`, missed: true }),
    )
  })
  it('is listed once, as what was unlawful first, if the limit or the right to hold the person had ended before', () => {
    const tooLong = detained('2020-03-01', '2020-03-25')
    const acquitted = [detained('2020-03-01', '2020-03-10'), charged(), tried('notGuilty', '2020-03-05')]
    const days = (from: number, until: number) => Array.from({ length: until - from }, (_, index) => `2020-03-${from + index}`)
    expect(days(21, 31).flatMap((day) => concernsOn(day, [tooLong]))).toEqual(days(21, 31).map(() => limit))
    expect(days(10, 31).flatMap((day) => concernsOn(day, acquitted))).toEqual(days(10, 31).map(() => right))
    expect(dueOf(limit, [tooLong])).toEqual(['2020-03-21'])
    for (const end of [released('2020-03-20'), detained('2020-03-20')]) expect(concernsOn('2020-03-21', [...acquitted, end])).toEqual([])
  })
  it('is listed once, as held after it, if the right to hold the person ended in that month, and nobody knows when', () => {
    for (const on of ['2020-03', '2020']) {
      const facts = [detained('2020-03-01', '2020-03-10'), charged(), tried('notGuilty', on)]
      for (const day of ['2020-03-13', '2022-01-01']) expect(concernsOn(day, facts)).toEqual([orderEnds])
    }
  })
  it('is listed as held after it if another charge gives the right to hold the person again, and nobody an order', () => {
    const acquitted = [detained('2020-03-01', '2020-03-10'), charged(), tried('notGuilty', '2020-03-05')]
    const again = (on: string) => effectiveFact(ChargeLaid, on, { accusedRef: personRef, chargeId: otherCharge })
    expect(concernsOn('2020-03-14', acquitted)).toEqual([right])
    expect(concernsOn('2020-03-16', [...acquitted, again('2020-03-15')])).toEqual([orderEnds])
    expect(concernsOn('2020-03-14', [...acquitted, again('2020-03-07')])).toEqual([orderEnds])
  })
  it('is listed as held after it if an import does not say when the right ended', () => {
    const imported = { imported: { source: 'a-log', asReported: true as const } }
    const verdict = effectiveFact(VerdictDelivered, undefined, { accusedRef: personRef, chargeId, verdict: 'notGuilty' }, imported)
    expect(concernsOn('2026-12-13', [detained('2026-11-01', '2026-12-10'), charged(), verdict])).toEqual([orderEnds])
  })
  it('is held beyond the law since then, or since the right ended, and not only since a day later when the release is due', () => {
    const unlawfulFrom = (...facts: Fact[]) =>
      clockSpecificationOf('investigation', clocks)
        .deadlinesOwed(...facts)
        .map(({ custody, dueBy }) => [custody?.concern, custody?.unlawfulFrom ?? dueBy, dueBy])
    const order = detained('2020-03-01', '2020-03-10')
    expect(unlawfulFrom(order)).toContainEqual(['orderEnded', '2020-03-11T00:00:00.000Z', '2020-03-12T00:00:00.000Z'])
    expect(unlawfulFrom(order, charged(), tried('notGuilty', '2020-03-05'))).toContainEqual([
      ...['rightEnded', '2020-03-06T00:00:00.000Z', '2020-03-07T00:00:00.000Z'],
    ])
  })
  it('may serve a sentence then, but not if the conviction came later', () => {
    const order = detained('2020-03-01', '2020-03-15')
    const history = [order, charged(), tried('guilty', '2020-03-10'), sentenced('2020-03-10', months(6))]
    expect(concernsOn('2020-03-20', history)).toEqual([])
    const late = [order, charged(), tried('guilty', '2020-04-10'), sentenced('2020-04-10', months(6))]
    expect(concernsOn('2020-03-20', late)).toEqual([orderEnds])
    expect(concernsOn('2020-04-20', late)).toEqual([])
  })
  it('is not claimed to be held on if the end is before the beginning, or if an import does not report the release', () => {
    expect(concernsOn('2020-03-20', [detained('2020-03-01', '2020-02-10')])).toEqual([])
    const imported = { imported: { source: 'a-log', asReported: true as const } }
    const data = { personRef, from: '2020-03-01', until: '2020-03-10', authority: 'POLICE' }
    const order = effectiveFact(DetentionOrdered, '2020-03-01', data, imported)
    const owed = clockSpecificationOf('investigation', clocks).deadlinesOwed(order)
    expect(owed.filter(({ missed }) => missed)).toEqual([])
    const tooLong = effectiveFact(DetentionOrdered, '2020-03-01', { ...data, until: '2020-03-25' }, imported)
    const missed = clockSpecificationOf('investigation', clocks)
      .deadlinesOwed(tooLong)
      .filter((one) => one.missed)
    expect(missed.map(({ ruleId }) => ruleId)).toEqual([`investigation.${limit}`])
  })
  it('was not held too long under an order that states too long a time, if released before the limit', () => {
    const tooLong = detained('2020-03-01', '2020-04-30')
    const missed = (...facts: Fact[]) =>
      clockSpecificationOf('investigation', clocks)
        .deadlinesOwed(...facts)
        .map((one) => one.missed)
    expect(missed(tooLong)).toContain(true)
    expect(missed(tooLong, released('2020-03-10'))).not.toContain(true)
  })
})

describe('the limit of an arrest', () => {
  const arrested = effectiveFact(SuspectArrested, '2020-03-10T10:00:00Z', { personRef })
  const order = (decided: string, from: string) =>
    effectiveFact(DetentionOrdered, decided, { personRef, from, until: undefined, authority: 'POLICE' })
  it('is not met by an order that was decided before it, such as a warrant or an order in absence', () => {
    for (const from of ['2020-03-01', '2020-03-10', '2020-03-11'])
      expect(concernsOn('2020-03-13', [arrested, order('2020-03-01', from)])).toContain(limit)
  })
  it('is met by one of its day or later', () => {
    for (const decided of ['2020-03-10', '2020-03-11'])
      expect(concernsOn('2020-03-13', [arrested, order(decided, '2020-03-11')])).toEqual([])
  })
})
