import { FundApplicationDecided, FundApplicationMade, FundPaymentMade, type JurisdictionPolicy } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { fundApplicationIsDecidedInTime, fundClocks, fundPaysInTime } from './fund.clocks.ts'

const law: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [
    { activity: 'fundDecision', maxDays: 30, validFrom: '2000-01-01', source: 'invented' },
    { activity: 'fundPayment', maxDays: 10, validFrom: '2000-01-01', source: 'invented' },
  ],
}
const { statesOf } = clockSpecificationOf('victimSupport', fundClocks, law)
const { statesOf: statesWithoutLaw } = clockSpecificationOf('victimSupport', fundClocks, { ...law, clocks: [] })
const applied = effectiveFact(FundApplicationMade, '2026-03-01')
const decided = (data: object = {}) => effectiveFact(FundApplicationDecided, '2026-03-20', { amount: '8000', due: undefined, ...data })
const paid = (day: string, amount: string, currency = 'PHP') => effectiveFact(FundPaymentMade, day, { amount, currency })

describe(fundApplicationIsDecidedInTime.sentence, () => {
  const states = (day: string, ...facts: Parameters<typeof statesOf>[2][]) => statesOf(fundApplicationIsDecidedInTime, day, ...facts)

  it('the decision is overdue after the days of the policy, and any decision is one', () => {
    expect([states('2026-03-31', applied), states('2026-04-01', applied)]).toEqual([['due'], ['overdue']])
    expect(states('2026-04-01', applied, decided())).toEqual(['met'])
    expect(states('2026-04-01', applied, decided({ outcome: 'refused', amount: undefined }))).toEqual(['met'])
  })
  it('a number of days that the law of one fund sets is that of no other', () => {
    const [decision, ...others] = law.clocks
    const { statesOf: underLaw } = clockSpecificationOf('victimSupport', fundClocks, {
      ...law,
      clocks: [{ ...decision!, legalBasis: 'boardOfClaims' }, ...others],
    })
    expect(underLaw(fundApplicationIsDecidedInTime, '2026-04-01', applied)).toEqual(['overdue'])
    const toAnother = effectiveFact(FundApplicationMade, '2026-03-01', { fund: 'victimsFund' })
    expect(underLaw(fundApplicationIsDecidedInTime, '2026-04-01', toAnother)).toEqual([])
  })
  it('nothing is owed where no law sets a number of days', () =>
    expect(statesWithoutLaw(fundApplicationIsDecidedInTime, '2030-01-01', applied)).toEqual([]))
})

describe(fundPaysInTime.sentence, () => {
  const states = (day: string, ...facts: Parameters<typeof statesOf>[2][]) => statesOf(fundPaysInTime, day, applied, ...facts)

  it('a payment is overdue after the day that the fund stated, until all of it is paid', () => {
    const granted = decided({ due: '2026-04-15' })
    expect([states('2026-04-15', granted), states('2026-04-16', granted)]).toEqual([['due'], ['overdue']])
    expect(states('2026-04-16', granted, paid('2026-04-10', '7999.99'))).toEqual(['overdue'])
    expect(states('2026-04-16', granted, paid('2026-04-10', '7999.99'), paid('2026-04-11', '0.01'))).toEqual(['met'])
  })
  it('a payment is overdue after the days of the policy where the fund stated no day', () =>
    expect([states('2026-03-30', decided()), states('2026-03-31', decided())]).toEqual([['due'], ['overdue']]))
  it('a payment in another currency reduces nothing', () =>
    expect(states('2026-03-31', decided(), paid('2026-03-25', '8000', 'USD'))).toEqual(['overdue']))
  it('of a sum that is not known, any payment is one', () =>
    expect(states('2026-03-31', decided({ amount: undefined, currency: undefined }), paid('2026-03-25', '1'))).toEqual(['met']))
  it('what was paid before the decision was recorded is paid', () =>
    expect(states('2030-01-01', paid('2026-03-25', '8000'), decided())).toEqual(['met']))
  it('a decision on review takes the place of the one before, whose payments count', () => {
    const reviewed = (data: object) => effectiveFact(FundApplicationDecided, '2026-03-28', { amount: '10000', due: undefined, ...data })
    const review = (data: object, ...payments: ReturnType<typeof paid>[]) =>
      states('2030-01-01', decided(), paid('2026-03-25', '5000'), reviewed(data), ...payments)
    expect(review({})).toEqual(['overdue'])
    expect(review({}, paid('2026-04-01', '5000'))).toEqual(['met'])
    expect(review({ amount: '5000' })).toEqual(['met'])
    expect(review({ currency: 'USD' })).toEqual(['overdue'])
    expect(review({ currency: 'USD' }, paid('2026-04-01', '10000', 'USD'))).toEqual(['met'])
    expect(review({ outcome: 'refused', amount: undefined })).toEqual([])
  })
  it('what was late when the fund decided again was late, and is owed no longer', () =>
    expect(
      states('2030-01-01', decided(), effectiveFact(FundApplicationDecided, '2026-05-01', { outcome: 'refused', amount: undefined })),
    ).toEqual(['metLate']))
  it('a number of days that the law of one fund sets is that of no other', () => {
    const [decision, payment] = law.clocks
    const ofOneFund = { ...law, clocks: [decision!, { ...payment!, legalBasis: 'boardOfClaims' }] }
    const underLaw = (fund: string) =>
      clockSpecificationOf('victimSupport', fundClocks, ofOneFund).statesOf(fundPaysInTime, '2026-03-31', applied, decided({ fund }))
    expect([underLaw('boardOfClaims'), underLaw('victimsFund')]).toEqual([['overdue'], []])
  })
  it('nothing is owed after a refusal', () => expect(states('2030-01-01', decided({ outcome: 'refused', amount: undefined }))).toEqual([]))
})
