import {
  CompensationClaimFiled,
  CompensationOrdered,
  CompensationPaid,
  FundApplicationDecided,
  FundApplicationMade,
  FundPaymentMade,
  SentenceImposed,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { difference, sum } from './amounts.ts'
import { Compensation, compensationView } from './compensation.view.ts'

const { orderId, personRef } = CompensationOrdered.example
const ordered = exampleFact(CompensationOrdered, { amount: '1000.50', currency: 'PHP' })
const paid = (paymentId: string, amount: string, currency = 'PHP') =>
  exampleFact(CompensationPaid, { orderId, paymentId, amount, currency })
const [first, second] = ['11111111-0000-4000-8000-00000000000a', '11111111-0000-4000-8000-00000000000b']

const order = (...facts: readonly TestFact[]) => rowsShownBy(compensationView, ordered, ...facts)[0]?.orders[0]

describe('the compensation view', () => {
  it('shows the claims and the court orders of a victim in one row', () =>
    expect(rowsShownBy(compensationView, exampleFact(CompensationClaimFiled, { personRef, amount: '2000' }), ordered)).toMatchObject([
      { personRef, claims: [{ amount: '2000' }], orders: [{ amount: '1000.50', outstanding: '1000.50', state: 'unpaid' }] },
    ]))

  it('sums payments exactly, and counts a payment published twice once', () => {
    expect(order(paid(first, '400.25'), paid(first, '400.25'))).toMatchObject({
      paid: '400.25',
      outstanding: '600.25',
      state: 'partlyPaid',
    })
    expect(order(paid(first, '400.25'), paid(second, '600.25'))).toMatchObject({ paid: '1000.5', outstanding: '0', state: 'paid' })
    expect(order(paid(first, '5000'))).toMatchObject({ outstanding: '0', state: 'paid' })
  })

  it('produces rows that match its schema, whatever was paid', () => {
    for (const facts of [[], [paid(first, '400.25'), paid(second, '400', 'USD')], [paid(first, '400.25'), paid(second, '600.25')]]) {
      const [row] = rowsShownBy(compensationView, exampleFact(CompensationClaimFiled, { personRef }), ordered, ...facts)
      const { claimsRecorded: _, ...shown } = row!
      expect(Compensation.parse(shown)).toEqual(shown)
    }
  })

  it('does not add payments in another currency', () =>
    expect(order(paid(first, '400', 'USD'))).toMatchObject({ paid: '0', outstanding: '1000.50', uncounted: 1 }))

  it('shows a claim once that two sectors recorded, and two that one sector recorded', () => {
    const claimsOf = (...facts: readonly TestFact[]) => rowsShownBy(compensationView, ...facts)[0]?.claims.map(({ claimId }) => claimId)
    const filed = (claimId: string, service: 'prosecution' | 'adjudication' | 'victimSupport') =>
      exampleFact(CompensationClaimFiled, { claimId, personRef }, { service })
    expect(claimsOf(filed(first, 'prosecution'), filed(second, 'adjudication'), filed(first, 'victimSupport'))).toEqual([first])
    expect(claimsOf(filed(first, 'prosecution'), filed(second, 'prosecution'))).toEqual([first, second])
  })

  it('shows each application to a fund with its last decision and what was paid', () => {
    const made = exampleFact(FundApplicationMade, { personRef })
    const decided = (amount: string) => exampleFact(FundApplicationDecided, { personRef, outcome: 'granted', amount, due: undefined })
    const paidByFund = (paymentId: string, amount: string) => exampleFact(FundPaymentMade, { personRef, paymentId, amount })
    const shown = (...facts: readonly TestFact[]) => {
      const [row] = rowsShownBy(compensationView, made, ...facts)
      const { claimsRecorded: _, ...compensation } = row!
      expect(Compensation.parse(compensation)).toEqual(compensation)
      return compensation.fundApplications[0]
    }
    expect(shown()).toEqual({
      ...{ applicationId: FundApplicationMade.example.applicationId, fund: 'boardOfClaims' },
      ...{ paid: '0', state: 'unpaid', payments: [], uncounted: 0 },
    })
    expect(shown(decided('8000'), paidByFund(first, '3000'))).toMatchObject({
      ...{ outcome: 'granted', amount: '8000', paid: '3000', outstanding: '5000', state: 'partlyPaid' },
    })
    expect(shown(decided('8000'), paidByFund(first, '8000'))).toMatchObject({ outstanding: '0', state: 'paid' })
    expect(shown(decided('8000'), paidByFund(first, '8000'), decided('10000'))).toMatchObject({ outstanding: '2000', state: 'partlyPaid' })
  })

  it('shows neither the kinds of harm claimed nor the sentence', () => {
    const text = JSON.stringify(
      rowsShownBy(
        compensationView,
        exampleFact(CompensationClaimFiled, { personRef, heads: ['psychological'] }),
        exampleFact(SentenceImposed),
      ),
    )
    expect(text).not.toContain('psychological')
    expect(text).not.toContain('imprisonment')
  })

  it('adds and subtracts amounts exactly', () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 9999 }))
      .map(([whole, rest]) => `${whole}.${String(rest).padStart(4, '0')}`)
    fc.assert(fc.property(amount, amount, (one, other) => expect(sum(difference(sum(one, other), other), '0')).toBe(sum(one, '0'))))
  })
})
