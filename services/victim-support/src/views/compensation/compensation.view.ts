import { CompensationClaimFiled, CompensationOrdered, CompensationPaid, type FactOf, Id, PersonRef } from '@case-timeline/contracts'
import { storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'
import { difference, isZero, sum } from './amounts.ts'

const CompensationClaim = CompensationClaimFiled.data.omit({ personRef: true, heads: true })

/** What the court ordered for a victim, and how much of it was paid. */
const OrderedCompensation = CompensationOrdered.data.omit({ personRef: true }).extend({
  paid: CompensationOrdered.data.shape.amount,
  outstanding: CompensationOrdered.data.shape.amount.meta({ description: 'zero once the whole amount is paid' }),
  state: z.enum(['unpaid', 'partlyPaid', 'paid']),
  payments: z.array(Id).meta({ description: 'the counted payments; one that was published twice counts once' }),
  uncounted: z.int().meta({ description: 'the number of payments in another currency, which are not converted' }),
})
type OrderedCompensation = z.infer<typeof OrderedCompensation>

/**
 * The compensation that a victim claimed, was awarded and received.
 * This shape is stored in `compensation_v1`: change it with the view's version.
 */
export const Compensation = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  claims: z.array(CompensationClaim),
  orders: z.array(OrderedCompensation),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Compensation = z.infer<typeof Compensation>

const { personRef: victimRef, ...ordered } = CompensationOrdered.example
const { paymentId, amount: paid } = CompensationPaid.example
const { personRef: _claimant, heads: _unlisted, ...claimed } = CompensationClaimFiled.example
/** Example of a row of the compensation list. */
export const COMPENSATION: Compensation = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  personRef: victimRef,
  claims: [claimed],
  orders: [{ ...ordered, paid, outstanding: difference(ordered.amount, paid), state: 'partlyPaid', payments: [paymentId], uncounted: 0 }],
  since: '2026-06-02T02:15:00.000000Z',
}

type Payment = FactOf<typeof CompensationPaid>['data']

const afterPayment = (order: OrderedCompensation, { orderId, paymentId, amount, currency }: Payment): OrderedCompensation => {
  if (order.orderId !== orderId || order.payments.includes(paymentId)) return order
  if (order.currency !== currency) return { ...order, uncounted: order.uncounted + 1 }
  const paid = sum(order.paid, amount)
  const outstanding = difference(order.amount, paid)
  return { ...order, paid, outstanding, state: isZero(outstanding) ? 'paid' : 'partlyPaid', payments: [...order.payments, paymentId] }
}

/** The compensation of each victim. The kinds of harm claimed are deliberately left out: they stay in the case file. */
export const compensationView: StoredView<Compensation> = storedView({
  name: 'compensation',
  version: 1,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    claims: 'json',
    orders: 'json',
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'personRef'] },
  migration: 1_764_000_000_433,
  events: [CompensationClaimFiled, CompensationOrdered, CompensationPaid],
  // A payment names its order but not the person: it concerns every row of the case.
  rows: (event) => (event.type === 'adjudication.CompensationPaid' ? 'every' : [[event.data.personRef]]),
  on: {
    'prosecution.CompensationClaimFiled': (row, { caseId, data: { personRef, heads: _, ...claim }, stored }) => {
      const before = row ?? { caseId, personRef, claims: [], orders: [], since: stored.recordedAt }
      return { ...before, claims: [...before.claims, claim] }
    },
    'adjudication.CompensationOrdered': (row, { caseId, data: { personRef, ...order }, stored }) => {
      const before = row ?? { caseId, personRef, claims: [], orders: [], since: stored.recordedAt }
      const unpaid = { ...order, paid: '0', outstanding: order.amount, state: 'unpaid' as const, payments: [], uncounted: 0 }
      return { ...before, orders: [...before.orders, unpaid] }
    },
    'adjudication.CompensationPaid': (row, { data }) =>
      row ? { ...row, orders: row.orders.map((order) => afterPayment(order, data)) } : null,
  },
})
