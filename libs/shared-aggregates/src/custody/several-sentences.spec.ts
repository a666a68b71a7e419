import { LeadJurisdictionAgreed, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import {
  charged,
  concernsOn,
  convicted,
  detained,
  final,
  imprisoned,
  limit,
  months,
  otherCharge,
  personRef,
  right,
  sentenced,
  served,
  tried,
  unknown,
  withCredit,
} from './convicted-person.fixtures.ts'

const fine = [{ kind: 'fine', amount: '5000', currency: 'PHP' }]
/** Of a country with no limit of remand, so that only what is asked about is listed. */
const noLimit = { ...tenDays, clocks: [] }

describe('a sentence is served from its own day on', () => {
  const awaitingAnother = [detained(), charged(), charged(otherCharge), tried('guilty', '2020-03-10'), sentenced('2020-03-10', months(6))]
  const acquittedOfOther = [...awaitingAnother, tried('notGuilty', '2020-08-01', otherCharge)]

  it('also if another charge awaited its trial meanwhile', () => {
    expect(concernsOn('2020-09-09', acquittedOfOther)).toEqual([])
    expect(concernsOn('2020-09-11', acquittedOfOther)).toEqual([served])
  })
  it('where it is final, also before that trial', () => {
    const isFinal = [...awaitingAnother, final('2020-03-20')]
    expect(concernsOn('2020-09-09', isFinal)).toEqual([])
    expect(concernsOn('2020-09-11', isFinal)).toEqual([served])
  })
  const both = (runs: 'concurrently' | 'consecutively') => [
    ...[...imprisoned, final('2020-03-20'), charged(otherCharge), tried('guilty', '2020-07-01', otherCharge)],
    sentenced('2020-07-01', months(4), otherCharge, runs),
  ]
  it('the later one, too, that runs at the same time: the person is held until the last of them ends', () => {
    expect(concernsOn('2020-10-31', both('concurrently'))).not.toContain(served)
    expect(concernsOn('2020-11-02', both('concurrently'))).toEqual([served])
  })
  it('the later one after the earlier one, if the court said so', () => {
    expect(concernsOn('2021-01-09', both('consecutively'))).not.toContain(served)
    expect(concernsOn('2021-01-11', both('consecutively'))).toEqual([served])
  })
  it('of which only the year is known: nobody knows when the last of them ends', () => {
    const history = [
      ...[...imprisoned, charged(otherCharge), tried('guilty', '2020', otherCharge)],
      sentenced('2020', months(4), otherCharge, 'concurrently'),
    ]
    expect(concernsOn('2021-06-01', history)).toEqual([unknown])
  })
  it('without the time in which another sentence was served, as far as is known', () =>
    expect(concernsOn('2020-10-20', both('concurrently'), withCredit)).not.toContain(served))
})

describe('after a sentence that deprives of no liberty', () => {
  const fined = [...convicted, sentenced('2020-03-10', fine), final('2020-04-10')]
  it('and is final, a custody has the limits of its own', () =>
    expect(concernsOn('2020-06-22', [...fined, detained('2020-06-01')])).toContain(limit))
  it('and is final, an order that was to last until an appeal holds nobody any longer', () => {
    const heldForAppeal = [...convicted, sentenced('2020-03-10', fine), detained('2020-03-11'), final('2020-04-10')]
    expect(concernsOn('2020-04-12', heldForAppeal, noLimit)).toContain(right)
  })
})

describe('a person who was acquitted and is held until an appeal is decided', () => {
  const heldForAppeal = [detained(), charged(), tried('notGuilty', '2020-03-10'), detained('2020-03-11')]
  it('is held by that order', () => expect(concernsOn('2020-04-05', heldForAppeal, noLimit)).not.toContain(right))
  it('is held without a right once the acquittal is final', () =>
    expect(concernsOn('2020-04-12', [...heldForAppeal, final('2020-04-10')], noLimit)).toContain(right))
  it('unless the person was arrested again since the acquittal', () => {
    const arrested = effectiveFact(SuspectArrested, '2020-03-20', { personRef, ground: 'warrant' })
    expect(concernsOn('2020-04-12', [...heldForAppeal, arrested, final('2020-04-10')], noLimit)).not.toContain(right)
  })
})

it('a person whose only charge another country tries is held without a right', () => {
  const agreed = effectiveFact(LeadJurisdictionAgreed, '2020-03-20', { chargesTransferred: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'] })
  expect(concernsOn('2020-03-22', [detained(), charged(), agreed], noLimit)).toContain(right)
  expect(concernsOn('2020-03-22', [detained(), charged()], noLimit)).not.toContain(right)
})
