import { CompensationOrdered, CompensationPaid } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { compensationClocks, compensationIsPaidInTime } from './compensation.clocks.ts'

const { statesOf } = clockSpecificationOf('adjudication', compensationClocks)

describe(compensationIsPaidInTime.sentence, () => {
  const ordered = effectiveFact(CompensationOrdered, '2026-11-01', { amount: '250000', due: '2026-11-11' })
  const paid = (day: string, amount: string) => effectiveFact(CompensationPaid, day, { amount })
  it('is not met by a payment of less than the ordered amount', () =>
    expect(statesOf(compensationIsPaidInTime, '2026-11-12', ordered, paid('2026-11-10', '249999.99'))).toEqual(['overdue']))
  it('is met by payments that add up to the ordered amount', () =>
    expect(
      statesOf(compensationIsPaidInTime, '2026-11-12', ordered, paid('2026-11-05', '100000'), paid('2026-11-10', '150000.00')),
    ).toEqual(['met']))
})

describe(compensationIsPaidInTime.sentence, () => {
  it('is met only by payments in the currency of the order', () => {
    const ordered = effectiveFact(CompensationOrdered, '2026-11-01', { amount: '250000', currency: 'PHP', due: '2026-11-11' })
    const paid = (amount: string, currency: string) => effectiveFact(CompensationPaid, '2026-11-05', { amount, currency })
    const states = (...payments: ReturnType<typeof effectiveFact>[]) =>
      statesOf(compensationIsPaidInTime, '2026-11-12', ordered, ...payments)
    expect(states(paid('250000', 'IDR'))).toEqual(['overdue'])
    expect(states(paid('250000', 'IDR'), paid('250000', 'PHP'))).toEqual(['met'])
  })
})
