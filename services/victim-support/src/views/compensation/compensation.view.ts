import { CompensationClaimFiled, CompensationOrdered, CompensationPaid, type FactOf, type PersonRef } from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'
import { difference, isNothing, sum } from './amounts.ts'

type Claimed = Omit<FactOf<typeof CompensationClaimFiled>['data'], 'personRef' | 'heads'>
type Ordered = Omit<FactOf<typeof CompensationOrdered>['data'], 'personRef'>

/** What the court ordered for her, and how much of it she got. */
export interface OrderedCompensation extends Ordered {
  readonly paid: string
  /** Zero once all of it is paid. */
  readonly outstanding: string
  readonly state: 'unpaid' | 'partlyPaid' | 'paid'
  /** The payments counted, so that one told twice counts once. */
  readonly payments: readonly string[]
  /** Payments in another currency, which nobody converts here. */
  readonly uncounted: number
}

/**
 * What a victim claimed, was awarded and got.
 * This shape is stored in `compensation_v1`: change it with the view's version.
 */
export interface Compensation extends Row {
  readonly personRef: PersonRef
  readonly claims: readonly Claimed[]
  readonly orders: readonly OrderedCompensation[]
  readonly since: string
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
