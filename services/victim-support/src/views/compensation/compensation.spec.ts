import { CompensationClaimFiled, CompensationOrdered, CompensationPaid, SentenceImposed } from '@case-timeline/contracts'
import { shownBy, told, type Told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { difference, sum } from './amounts.ts'
import { Compensation, compensationView } from './compensation.view.ts'

const { orderId, personRef } = CompensationOrdered.example
const ordered = told(CompensationOrdered, { amount: '1000.50', currency: 'PHP' })
const paid = (paymentId: string, amount: string, currency = 'PHP') => told(CompensationPaid, { orderId, paymentId, amount, currency })
const [first, second] = ['11111111-0000-4000-8000-00000000000a', '11111111-0000-4000-8000-00000000000b']

const order = (...facts: readonly Told[]) => shownBy(compensationView, ordered, ...facts)[0]?.orders[0]

describe('the compensation', () => {
  it('shows what she claimed and was awarded, beside each other', () =>
    expect(shownBy(compensationView, told(CompensationClaimFiled, { personRef, amount: '2000' }), ordered)).toMatchObject([
      { personRef, claims: [{ amount: '2000' }], orders: [{ amount: '1000.50', outstanding: '1000.50', state: 'unpaid' }] },
    ]))

  it('counts what was paid of it, to the last cent, and a payment told twice once', () => {
    expect(order(paid(first, '400.25'), paid(first, '400.25'))).toMatchObject({
      paid: '400.25',
      outstanding: '600.25',
      state: 'partlyPaid',
    })
    expect(order(paid(first, '400.25'), paid(second, '600.25'))).toMatchObject({ paid: '1000.5', outstanding: '0', state: 'paid' })
    expect(order(paid(first, '5000'))).toMatchObject({ outstanding: '0', state: 'paid' })
  })

  it('fits its schema, whatever was paid of it', () => {
    for (const facts of [[], [paid(first, '400.25'), paid(second, '400', 'USD')], [paid(first, '400.25'), paid(second, '600.25')]]) {
      const [row] = shownBy(compensationView, told(CompensationClaimFiled, { personRef }), ordered, ...facts)
      expect(Compensation.parse(row)).toEqual(row)
    }
  })

  it('never adds another currency', () =>
    expect(order(paid(first, '400', 'USD'))).toMatchObject({ paid: '0', outstanding: '1000.50', uncounted: 1 }))

  it('shows neither for which harm she claimed it, nor the sentence', () => {
    const text = JSON.stringify(
      shownBy(compensationView, told(CompensationClaimFiled, { personRef, heads: ['psychological'] }), told(SentenceImposed)),
    )
    expect(text).not.toContain('psychological')
    expect(text).not.toContain('imprisonment')
  })

  it('adds and takes away exactly', () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 9999 }))
      .map(([whole, rest]) => `${whole}.${String(rest).padStart(4, '0')}`)
    fc.assert(fc.property(amount, amount, (one, other) => expect(sum(difference(sum(one, other), other), '0')).toBe(sum(one, '0'))))
  })
})
