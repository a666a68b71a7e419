import { type ActOfParty, actRecordedBy, claimKey, sectorOf, withRecordedAct } from '@case-timeline/casework'
import {
  CompensationClaimFiled,
  CompensationOrdered,
  CompensationPaid,
  type FactOf,
  FundApplicationDecided,
  FundApplicationMade,
  FundPaymentMade,
  Id,
  PersonRef,
} from '@case-timeline/contracts'
import { hidden, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'
import { difference, isZero, sum } from './amounts.ts'

const CompensationClaim = CompensationClaimFiled.data.omit({ personRef: true, heads: true })

/** What was paid of a sum. */
const Paid = z.strictObject({
  paid: CompensationOrdered.data.shape.amount,
  outstanding: CompensationOrdered.data.shape.amount.meta({ description: 'zero once the whole amount is paid' }),
  state: z.enum(['unpaid', 'partlyPaid', 'paid']),
  payments: z.array(Id).meta({ description: 'the counted payments; one that was published twice counts once' }),
  uncounted: z.int().meta({ description: 'the number of payments in another currency, which are not converted' }),
})
type Paid = z.infer<typeof Paid>

/** What the court ordered for a victim, and how much of it was paid. */
const OrderedCompensation = CompensationOrdered.data.omit({ personRef: true }).extend(Paid.shape)

/** An application to a fund of the state, its last decision, and how much was paid. */
const FundApplication = FundApplicationMade.data.omit({ personRef: true, heads: true, amount: true, currency: true }).extend({
  outcome: FundApplicationDecided.data.shape.outcome.optional().meta({ description: 'of the last decision; absent: it is not decided' }),
  amount: FundApplicationDecided.data.shape.amount,
  currency: FundApplicationDecided.data.shape.currency,
  due: FundApplicationDecided.data.shape.due,
  ...Paid.shape,
  outstanding: Paid.shape.outstanding.optional().meta({ description: 'absent: nothing was granted, or the sum is not known' }),
})
type FundApplication = z.infer<typeof FundApplication>

/**
 * The compensation that a victim claimed, applied for, was awarded and received.
 * This shape is stored in `compensation_v2`: change it with the view's version.
 */
export const Compensation = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  claims: z.array(CompensationClaim).meta({ description: 'a claim that two sectors recorded is one, as the first of them recorded it' }),
  orders: z.array(OrderedCompensation),
  fundApplications: z.array(FundApplication).meta({ description: 'to funds of the state, which pay without a trial' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Compensation = z.infer<typeof Compensation>

/** The stored row of the compensation of a person. */
export interface CompensationRow extends Compensation {
  /** The claims, with each id under which a sector recorded one. Never shown. */
  readonly claimsRecorded: readonly ActOfParty[]
}

const NOTHING_PAID: Paid = { paid: '0', outstanding: '0', state: 'unpaid', payments: [], uncounted: 0 }

const { personRef: victimRef, ...ordered } = CompensationOrdered.example
const { paymentId, amount: paid } = CompensationPaid.example
const { personRef: _claimant, heads: _unlisted, ...claimed } = CompensationClaimFiled.example
const { applicationId, fund } = FundApplicationMade.example
/** Example of a row of the compensation list. */
export const COMPENSATION: Compensation = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  personRef: victimRef,
  claims: [claimed],
  orders: [{ ...ordered, paid, outstanding: difference(ordered.amount, paid), state: 'partlyPaid', payments: [paymentId], uncounted: 0 }],
  fundApplications: [{ applicationId, fund, paid: '0', state: 'unpaid', payments: [], uncounted: 0 }],
  since: '2026-06-02T02:15:00.000000Z',
}

type Payment = Pick<FactOf<typeof CompensationPaid>['data'], 'paymentId' | 'amount' | 'currency'>

/** What is paid of a sum after a payment; undefined: the payment was counted before. */
const afterPayment = (
  {
    amount,
    currency,
    ...before
  }: Pick<Paid, 'paid' | 'payments' | 'uncounted'> & { amount?: string | undefined; currency?: string | undefined },
  payment: Payment,
): Partial<Paid> => {
  if (before.payments.includes(payment.paymentId)) return {}
  if (currency !== undefined && currency !== payment.currency) return { uncounted: before.uncounted + 1 }
  const paid = sum(before.paid, payment.amount)
  const payments = [...before.payments, payment.paymentId]
  if (amount === undefined) return { paid, payments, state: 'partlyPaid' }
  const outstanding = difference(amount, paid)
  return { paid, payments, outstanding, state: isZero(outstanding) ? 'paid' : 'partlyPaid' }
}

const afterDecision = (
  application: FundApplication,
  { outcome, amount, currency, due }: FactOf<typeof FundApplicationDecided>['data'],
): FundApplication => {
  const { applicationId, fund, paid, payments, uncounted } = application
  const outstanding = amount === undefined ? undefined : difference(amount, paid)
  const state = outstanding !== undefined && isZero(outstanding) ? 'paid' : payments.length > 0 ? 'partlyPaid' : 'unpaid'
  const decided = { applicationId, fund, outcome, paid, payments, uncounted, state } as const
  return {
    ...decided,
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(due !== undefined && { due }),
    ...(outstanding !== undefined && { outstanding }),
  }
}

const rowOrNew = (row: CompensationRow | undefined, { caseId, stored }: Recorded, personRef: string): CompensationRow =>
  row ?? { caseId, personRef, claims: [], orders: [], fundApplications: [], claimsRecorded: [], since: stored.recordedAt }

const withApplication = (
  row: CompensationRow,
  applicationId: string,
  change: (application: FundApplication) => FundApplication,
): CompensationRow => ({
  ...row,
  fundApplications: row.fundApplications.map((one) => (one.applicationId === applicationId ? change(one) : one)),
})

/** The compensation of each victim. The kinds of harm claimed are deliberately left out: they stay in the case file. */
export const compensationView: StoredView<CompensationRow> = storedView({
  name: 'compensation',
  version: 2,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    claims: 'json',
    orders: 'json',
    fundApplications: 'json',
    claimsRecorded: hidden('json'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'personRef'] },
  migration: 1_764_000_002_144,
  events: [CompensationClaimFiled, CompensationOrdered, CompensationPaid, FundApplicationMade, FundApplicationDecided, FundPaymentMade],
  // A payment of an order names its order but not the person: it concerns every row of the case.
  rows: (event) => (event.type === 'adjudication.CompensationPaid' ? 'every' : [[event.data.personRef]]),
  on: {
    'prosecution.CompensationClaimFiled': (row, event) => {
      const { personRef, heads: _, ...claim } = event.data
      const before = rowOrNew(row, event, personRef)
      const recorded = { id: claim.claimId, key: claimKey(event.data), sector: sectorOf(event.stored.stream) }
      const isRecorded = actRecordedBy(before.claimsRecorded, recorded) !== undefined
      return {
        ...before,
        claims: isRecorded ? before.claims : [...before.claims, claim],
        claimsRecorded: withRecordedAct(before.claimsRecorded, recorded),
      }
    },
    'adjudication.CompensationOrdered': (row, event) => {
      const { personRef, ...order } = event.data
      const before = rowOrNew(row, event, personRef)
      return { ...before, orders: [...before.orders, { ...order, ...NOTHING_PAID, outstanding: order.amount }] }
    },
    'adjudication.CompensationPaid': (row, { data }) =>
      row
        ? {
            ...row,
            orders: row.orders.map((order) => (order.orderId === data.orderId ? { ...order, ...afterPayment(order, data) } : order)),
          }
        : null,
    'victimSupport.FundApplicationMade': (row, event) => {
      const { applicationId, personRef, fund } = event.data
      const before = rowOrNew(row, event, personRef)
      const { outstanding: _, ...unpaid } = NOTHING_PAID
      return { ...before, fundApplications: [...before.fundApplications, { applicationId, fund, ...unpaid }] }
    },
    'victimSupport.FundApplicationDecided': (row, event) =>
      withApplication(rowOrNew(row, event, event.data.personRef), event.data.applicationId, (one) => afterDecision(one, event.data)),
    'victimSupport.FundPaymentMade': (row, event) =>
      withApplication(rowOrNew(row, event, event.data.personRef), event.data.applicationId, (one) => ({
        ...one,
        ...afterPayment(one, event.data),
      })),
  },
})
