import {
  adjudicationDetention,
  BailDecided,
  ChargeLaid,
  SentenceImposed,
  SuspectArrested,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import {
  appealed,
  charged,
  chargeId,
  clocks,
  concernsOn,
  convicted,
  detained,
  dueOf,
  final,
  imprisoned,
  limit,
  months,
  otherCharge,
  personIsReleasedWhenSentenceIsServed,
  personRef,
  released,
  right,
  sentenced,
  served,
  tried,
  unknown,
  withCredit,
  type Fact,
} from './convicted-person.fixtures.ts'

describe('the limit of remand of a convicted person', () => {
  it('ends with the conviction, from when the sentence says until when the person is held', () => {
    expect(concernsOn('2020-06-01', [detained(), charged()])).toEqual([limit])
    expect(concernsOn('2020-06-01', imprisoned)).toEqual([])
  })
  it('runs on for another charge that is still to be tried', () =>
    expect(concernsOn('2020-06-01', [...imprisoned, charged(otherCharge)])).toEqual([limit]))
  it('is missed if the conviction came later', () =>
    expect(concernsOn('2020-04-01', [detained(), charged(), tried('guilty', '2020-05-01'), sentenced('2020-05-01', months(6))])).toEqual([
      limit,
    ]))
  it('applies to an order after the conviction, such as for an appeal, until the verdict is final', () => {
    const order = detained('2020-04-01')
    expect(concernsOn('2020-06-01', [...imprisoned, order])).toEqual([limit])
    expect(concernsOn('2020-06-01', [...imprisoned, order, final('2020-04-10')])).toEqual([])
    expect(concernsOn('2020-06-01', [...imprisoned, final('2020-03-20'), order])).toEqual([])
  })
  it('of the whole custody is for who awaits the trial', () => {
    const total = { activity: 'detentionTotal' as const, maxDays: 30, validFrom: '2000-01-01', source: 'invented' }
    const policy = { ...tenDays, clocks: [...tenDays.clocks, total] }
    const history = [...imprisoned, detained('2020-03-25')]
    expect(dueOf(limit, history, policy)).toEqual(['2020-03-21', '2020-04-14'])
    expect(dueOf(limit, [detained(), detained('2020-03-25')], policy)).toEqual(['2020-03-21', '2020-03-31'])
  })
  it('ends with a verdict that was recorded after the fact that it is final', () =>
    expect(
      concernsOn('2020-06-01', [
        detained(),
        charged(),
        final('2020-03-10'),
        tried('guilty', '2020-03-10'),
        sentenced('2020-03-10', months(6)),
        detained('2020-04-01'),
      ]),
    ).toEqual([]))
  it('is not known as long as no sentence is recorded, nor after a retrial is ordered, until another order', () => {
    expect(concernsOn('2020-03-12', convicted)).toEqual([unknown])
    expect(concernsOn('2020-06-01', [...imprisoned, appealed('retrial', '2020-05-01')])).toEqual([unknown])
    expect(concernsOn('2020-06-01', [...imprisoned, appealed('retrial', '2020-05-01'), detained('2020-05-20')])).toEqual([])
    expect(concernsOn('2020-06-01', [...convicted, released('2020-03-20')])).toEqual([])
  })
})

describe('an order after the sentence, while an appeal may still come, for which the policy has no limit', () => {
  const noLimit = { ...tenDays, clocks: tenDays.clocks.filter(({ activity }) => activity !== 'detentionOrdered') }
  const order = detained('2020-04-01')
  const committed = [...convicted, sentenced('2020-03-10', months(6)), order]
  it('is limited by the sentence', () => {
    expect(concernsOn('2020-06-01', committed, noLimit)).toEqual([])
    expect(concernsOn('2020-09-11', committed, noLimit)).toEqual([served])
    expect(concernsOn('2020-09-10', [...committed, released('2020-09-09')], noLimit)).toEqual([])
    expect(concernsOn('2060-06-01', [...convicted, sentenced('2020-03-10', [{ kind: 'lifeImprisonment' }]), order], noLimit)).toEqual([])
  })
  it('has no known limit until a sentence is recorded for each charge', () => {
    const sentence = sentenced('2020-05-01', months(6))
    const before = [...convicted, order]
    expect(concernsOn('2020-04-20', before, noLimit)).toEqual([unknown])
    expect(concernsOn('2020-04-20', [...before, sentence], noLimit)).toEqual([unknown])
    expect(concernsOn('2020-06-01', [...before, sentence], noLimit)).toEqual([])
    const second = [charged(otherCharge), tried('guilty', '2020-03-10', otherCharge)]
    expect(concernsOn('2020-06-01', [...before, ...second, sentence], noLimit)).toEqual([unknown])
  })
  it('has no known limit again when a new trial is ordered, until that ends, or the person is free', () => {
    const retried = [...committed, appealed('retrial', '2020-05-01')]
    expect(concernsOn('2020-04-20', retried, noLimit)).toEqual([])
    expect(concernsOn('2020-05-20', retried, noLimit)).toEqual([unknown])
    expect(concernsOn('2020-05-20', [...retried, released('2020-05-10')], noLimit)).toEqual([])
    const again = [...retried, tried('guilty', '2020-06-01'), sentenced('2020-06-01', months(12))]
    expect(concernsOn('2020-06-10', again, noLimit)).toEqual([])
    expect(concernsOn('2021-06-02', again, noLimit)).toEqual([served])
  })
  it('is of an acquitted person only held without a right', () =>
    expect(concernsOn('2020-06-01', [...committed, appealed('acquitted', '2020-05-01')], noLimit)).toEqual([right]))
})

describe(personIsReleasedWhenSentenceIsServed.sentence, () => {
  it('is listed until released', () => {
    expect(concernsOn('2020-09-09', imprisoned)).toEqual([])
    expect(concernsOn('2020-09-11', imprisoned)).toEqual([served])
    for (const on of ['2020-09-09', '2020-09-10']) expect(concernsOn('2020-09-11', [...imprisoned, released(on)])).toEqual([])
    expect(concernsOn('2020-09-12', [...imprisoned, released('2020-09-11')])).toEqual([])
  })
  it('is released in the time that the policy leaves for it, or on the day after, which is no custody within the law', () => {
    const withoutTime = { ...tenDays, clocks: tenDays.clocks.filter(({ activity }) => activity !== 'release') }
    for (const policy of [tenDays, withoutTime]) {
      const owed = (...facts: Fact[]) =>
        clockSpecificationOf('investigation', clocks, policy)
          .deadlinesOwed(...imprisoned, ...facts)
          .filter(({ custody }) => custody?.concern === 'sentenceServed')
      const [day, next] = ['2020-09-10T00:00:00.000Z', '2020-09-11T00:00:00.000Z']
      expect(owed()).toMatchObject([{ dueBy: next, missed: true, custody: { unlawfulFrom: day } }])
      expect(owed(released('2020-09-10'))).toMatchObject([{ missed: false }])
      expect(owed(released('2020-09-11'))).toMatchObject([{ missed: true }])
    }
  })
  it('is released then also if another charge awaits its trial, unless an order holds the person for that', () => {
    const again = effectiveFact(ChargeLaid, '2020-06-01', { accusedRef: personRef, chargeId: otherCharge })
    const serving = [...imprisoned, final('2020-04-10'), again]
    expect(concernsOn('2020-07-01', serving)).toEqual([])
    expect(concernsOn('2020-09-12', serving)).toEqual([served])
    expect(concernsOn('2020-09-12', [...serving, detained('2020-09-01')])).toEqual([])
    expect(concernsOn('2020-07-01', [...imprisoned, again])).toEqual([unknown])
    expect(concernsOn('2020-07-01', [...serving, appealed('retrial', '2020-06-10')])).toEqual([unknown])
    const fined = [...convicted, sentenced('2020-03-10', [{ kind: 'fine', amount: '1', currency: 'THB' }]), final('2020-04-10'), again]
    expect(concernsOn('2020-07-01', fined)).toEqual([unknown])
    expect(concernsOn('2020-12-01', [...serving, tried('guilty', '2020-08-01', otherCharge)])).toEqual([unknown])
    expect(concernsOn('2020-12-01', [...serving, tried('notGuilty', '2020-08-01', otherCharge)])).toEqual([served])
  })
  it('is listed earlier by the time in custody before the sentence, where the law counts that', () => {
    expect(dueOf(served, imprisoned)).toEqual(['2020-09-10'])
    expect(dueOf(served, imprisoned, withCredit)).toEqual(['2020-09-01'])
    const credit = { validFrom: '2000-01-01', source: 'invented', percent: 80 }
    expect(dueOf(served, imprisoned, { ...tenDays, remandCredit: [credit] })).toEqual(['2020-09-03'])
    expect(dueOf(served, imprisoned, { ...tenDays, remandCredit: [{ ...credit, validUntil: '2020-03-09' }] })).toEqual(['2020-09-10'])
    const arrested = effectiveFact(SuspectArrested, '2020-02-20', { personRef })
    expect(dueOf(served, [arrested, ...imprisoned], withCredit)).toEqual(['2020-08-22'])
  })
  it('is not owed the time in which the person was free', () => {
    const history = [detained(), charged(), released('2020-03-05'), tried('guilty', '2020-03-10'), sentenced('2020-03-10', months(6))]
    const later = detained('2020-05-01')
    expect(dueOf(served, history)).toEqual([])
    expect(dueOf(served, [...history, later])).toEqual(['2020-11-01'])
    // Five days in March, and 184 in all.
    expect(dueOf(served, [...history, later], withCredit)).toEqual(['2020-10-27'])
  })
  it('has served the terms for all charges, as courts state them, and the last one that was imposed', () => {
    const second = [charged(otherCharge), tried('guilty', '2020-03-10', otherCharge)]
    expect(dueOf(served, [...imprisoned, ...second]).at(-1)).toBe(undefined)
    expect(dueOf(served, [...imprisoned, ...second, sentenced('2020-03-10', months(2), otherCharge)]).at(-1)).toBe('2020-11-10')
    const [first, reduced] = [[{ kind: 'imprisonment', term: { years: 1, days: 5 } }], sentenced('2020-05-01', months(2))]
    expect(dueOf(served, [...convicted, sentenced('2020-03-31', first)])).toEqual(['2021-04-05'])
    expect(dueOf(served, [...imprisoned, appealed('sentenceChanged', '2020-05-01'), reduced]).at(-1)).toBe('2020-05-10')
  })
  it('has served sentences that run at the same time with the longest, and others with all of them', () => {
    const second = [charged(otherCharge), tried('guilty', '2020-03-10', otherCharge)]
    const both = (runs: 'concurrently' | 'consecutively', length: number) => [
      ...imprisoned,
      ...second,
      sentenced('2020-03-10', months(length), otherCharge, runs),
    ]
    expect(dueOf(served, both('concurrently', 2)).at(-1)).toBe('2020-09-10')
    expect(dueOf(served, both('concurrently', 8)).at(-1)).toBe('2020-11-10')
    expect(dueOf(served, both('consecutively', 2)).at(-1)).toBe('2020-11-10')
    for (const runs of ['concurrently', 'consecutively'] as const) expect(concernsOn('2020-09-09', both(runs, 2))).toEqual([])
    expect(concernsOn('2020-09-10', both('consecutively', 2))).toEqual([])
  })
  it('is held under no known limit between the longest and the sum of sentences, if nobody recorded how they run', () => {
    const second = [charged(otherCharge), tried('guilty', '2020-03-10', otherCharge), sentenced('2020-03-10', months(2), otherCharge)]
    const history = [...imprisoned, ...second]
    expect(concernsOn('2020-09-09', history)).toEqual([])
    expect(concernsOn('2020-09-10', history)).toEqual([unknown])
    expect(concernsOn('2020-11-09', history)).toEqual([unknown])
    expect(concernsOn('2020-11-11', history)).toEqual([served])
    expect(concernsOn('2020-11-10', [...history, released('2020-10-01')])).toEqual([])
    expect(concernsOn('2020-09-09', [...history, released('2020-09-09')])).toEqual([])
  })
  it('is held under no known limit, and not too long, while a sentence may run after all that run at the same time', () => {
    const thirdCharge = 'e4a26e10-0f1e-4d2c-8b3a-495867768594'
    const on = '2020-03-10'
    const history = [
      ...[detained(), ...[chargeId, otherCharge, thirdCharge].flatMap((id) => [charged(id), tried('guilty', on, id)])],
      sentenced(on, months(6), chargeId, 'concurrently'),
      sentenced(on, months(3), otherCharge, 'concurrently'),
      sentenced(on, months(2), thirdCharge, 'consecutively'),
    ]
    expect(concernsOn('2020-09-09', history)).toEqual([])
    for (const day of ['2020-09-10', '2020-11-09']) expect(concernsOn(day, history)).toEqual([unknown])
    expect(concernsOn('2020-11-11', history)).toEqual([served])
  })
  it('is not listed after imprisonment for life, nor in a year that no date text can name', () => {
    for (const part of [{ kind: 'lifeImprisonment' }, { kind: 'death' }, { kind: 'imprisonment', term: { years: 999 } }])
      expect(
        concernsOn('2090-01-01', [
          ...convicted,
          sentenced(
            '2020-03-10',
            Array.from({ length: 9 }, () => part),
          ),
        ]),
      ).toEqual([])
  })
  it('is owed the release by the agency that holds the person, which an order after the sentence does not excuse', () => {
    const ofCourt = effectiveFact(adjudicationDetention.DetentionOrdered, '2020-03-15', {
      ...{ personRef, from: '2020-03-15', until: undefined, authority: 'DISTRICT_COURT' },
    })
    const history = [...imprisoned, ofCourt, final('2020-03-16')]
    expect(concernsOn('2020-10-01', history)).toEqual([])
    expect(concernsOn('2020-10-01', history, tenDays, 'adjudication')).toEqual([served])
  })
})

describe('a convicted person whom no sentence deprives of liberty', () => {
  it.each([['fine'], ['suspendedImprisonment'], ['probation'], ['communityService']])('is released: %s', (kind) => {
    const part = kind === 'fine' ? { kind, amount: '5', currency: 'PHP' } : { kind, term: { months: 6 } }
    const history = [...convicted, sentenced('2020-03-10', [part])]
    expect(concernsOn('2020-06-01', history)).toEqual([right])
    expect(concernsOn('2020-06-01', [...history, released('2020-03-11')])).toEqual([])
    expect(concernsOn('2020-06-01', [...history, appealed('sentenceChanged', '2020-04-01'), sentenced('2020-04-01', months(6))])).toEqual(
      [],
    )
  })
  it('is not owed it while another charge is to be tried, and is released after the acquittal of that', () => {
    const fined = [...convicted, sentenced('2020-03-10', [{ kind: 'fine', amount: '5', currency: 'PHP' }]), charged(otherCharge)]
    expect(concernsOn('2020-03-15', fined)).toEqual([])
    expect(concernsOn('2020-03-20', [...fined, tried('notGuilty', '2020-03-15', otherCharge)])).toEqual([right])
  })
})

it('a person who is acquitted on appeal is released, whatever of the sentence is left', () => {
  const acquitted = [...imprisoned, appealed('acquitted', '2020-05-01')]
  expect(concernsOn('2020-06-01', acquitted)).toEqual([right])
  expect(concernsOn('2020-12-01', [...acquitted, released('2020-05-02')])).toEqual([])
})

describe('a person convicted under an order of remand whose end is past since', () => {
  const remanded = [detained('2020-03-01', '2020-03-15'), charged(), tried('guilty', '2020-03-10')]
  const serving = [...remanded, sentenced('2020-03-10', months(24))]
  const toFine = [{ kind: 'fine', amount: '5', currency: 'PHP' }]
  it.each([
    ['is acquitted on appeal', [...serving, appealed('acquitted', '2020-05-01')]],
    ['is acquitted on appeal before the end of that order', [...serving, appealed('acquitted', '2020-03-12')]],
    ['is acquitted in a new trial', [...serving, appealed('retrial', '2020-05-01'), tried('notGuilty', '2020-05-05')]],
    ['is fined on appeal', [...serving, appealed('sentenceChanged', '2020-05-01'), sentenced('2020-05-01', toFine)]],
    ['is fined later than convicted', [...remanded, sentenced('2020-04-01', toFine)]],
  ])('is listed until released: %s', (_, history) => {
    expect(concernsOn('2020-06-01', history)).toContain(right)
    expect(concernsOn('2020-06-01', [...history, released('2020-05-10')])).toEqual([])
  })
})

describe('a person of whose paper file only a month or year is known', () => {
  const year = '2020'
  const verdict = effectiveFact(VerdictDelivered, year, { accusedRef: personRef, chargeId, verdict: 'guilty' })
  const term = (on: string | undefined, envelope = {}) => effectiveFact(SentenceImposed, on, { chargeId, components: months(6) }, envelope)
  const imported = { imported: { source: 'a-log', asReported: true as const } }
  it.each([
    ['sentenced in a year', [detained(), charged(), verdict, term(year)]],
    ['sentenced in a month', [detained(), charged(), tried('guilty', '2020-03-10'), term('2020-03')]],
    [
      'sentenced at a time that an import does not state',
      [detained(), charged(), tried('guilty', '2020-03-10'), term(undefined, imported)],
    ],
    ['detained in a year', [detained(year)]],
  ])('is listed as held until nobody knows when, and not as held too long: %s', (_, history) => {
    expect(concernsOn('2027-06-01', history)).toEqual([unknown])
    expect(concernsOn('2027-06-01', [...history, released('2027-05-01')])).toEqual([])
  })
})

describe('a convicted person who was granted bail until an appeal is decided', () => {
  const onBail = [...imprisoned, effectiveFact(BailDecided, '2020-03-12', { accusedRef: personRef, granted: true })]
  it('is listed until released, or until the conviction can no longer be appealed', () => {
    expect(concernsOn('2020-04-01', onBail)).toEqual([right])
    expect(concernsOn('2020-04-01', [...onBail, released('2020-03-12')])).toEqual([])
    for (const end of [final('2020-03-20'), appealed('verdictStands', '2020-03-20')])
      expect(concernsOn('2020-04-01', [...onBail, end])).toEqual([])
  })
  it('is not listed if another charge is to be tried, for which the bail may be', () =>
    expect(concernsOn('2020-03-15', [...imprisoned, charged(otherCharge), onBail.at(-1) as Fact])).toEqual([]))
})
