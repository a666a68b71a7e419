import { CompensationClaimFiled, CompensationOrdered, CompensationPaid, type FactOf, Id, PersonRef } from '@case-timeline/contracts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'
import { difference, isNothing, sum } from './amounts.ts'

const Claimed = CompensationClaimFiled.data.omit({ personRef: true, heads: true })

/** What the court ordered for her, and how much of it she got. */
const OrderedCompensation = CompensationOrdered.data.omit({ personRef: true }).extend({
  paid: CompensationOrdered.data.shape.amount,
  outstanding: CompensationOrdered.data.shape.amount.meta({ description: 'zero once all of it is paid' }),
  state: z.enum(['unpaid', 'partlyPaid', 'paid']),
  payments: z.array(Id).meta({ description: 'the payments counted, so that one told twice counts once' }),
  uncounted: z.int().meta({ description: 'payments in another currency, which nobody converts here' }),
})
type OrderedCompensation = z.infer<typeof OrderedCompensation>

/**
 * What a victim claimed, was awarded and got.
 * This shape is stored in `compensation_v1`: change it with the view's version.
 */
export const Compensation = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  claims: z.array(Claimed),
  orders: z.array(OrderedCompensation),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Compensation = z.infer<typeof Compensation>

const { personRef: hers, ...ordered } = CompensationOrdered.example
const { paymentId, amount: paid } = CompensationPaid.example
const { personRef: _claimant, heads: _unlisted, ...claimed } = CompensationClaimFiled.example
/** What a list of compensation shows of a victim. */
export const COMPENSATION: Compensation = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  personRef: hers,
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
  return { ...order, paid, outstanding, state: isNothing(outstanding) ? 'paid' : 'partlyPaid', payments: [...order.payments, paymentId] }
}

/** Each victim's compensation; for which harm she claimed it stays in the case file. */
export const compensationView: View<Compensation> = view({
  name: 'compensation',
  version: 1,
  events: [CompensationClaimFiled, CompensationOrdered, CompensationPaid],
  key: ['personRef'],
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
