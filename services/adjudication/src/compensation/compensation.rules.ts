import type { Rule } from '@case-timeline/decider'
import { exceedsLimit, type Compensation, type Ordered, type OrderCompensation, type RecordCompensationPayment } from './compensation.ts'
import { integrity, quality } from '../court-case/sources.ts'

const compensationSource = 'ACTIP 14(13), 22: compensation, and recovered assets; practice: collection of payments'

export const compensationBelongsToCase: Rule<Compensation, OrderCompensation> = {
  id: 'adjudication.compensation-belongs-to-case',
  sentence: 'compensation is recorded only in a case in which at least one event is recorded',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.caseExists,
}

export const compensationBelongsToCourtCase: Rule<Compensation, OrderCompensation> = {
  id: 'adjudication.compensation-belongs-to-court-case',
  sentence: 'compensation is ordered in a registered court case, unless a fund of the state pays it',
  source: quality,
  level: 'warn',
  holds: (_, { data, known }) => data.payer === 'stateFund' || known.courtCaseRegistered,
}

export const compensationIsOrderedOnce: Rule<Compensation> = {
  id: 'adjudication.compensation-is-ordered-once',
  sentence: 'each compensation order is made once, under its own id',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notOrdered',
}

export const compensationIsOrderedFirst: Rule<Compensation> = {
  id: 'adjudication.compensation-is-ordered-first',
  sentence: 'a payment is recorded only for compensation that was ordered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'ordered',
}

export const confiscatedAssetsPayThroughVictimFund: Rule<Compensation, OrderCompensation> = {
  id: 'adjudication.confiscated-assets-pay-through-victim-fund',
  sentence: 'compensation comes from confiscated assets only when a confiscation order assigned assets to a fund for victims',
  source: compensationSource,
  level: 'warn',
  holds: (_, { data, known }) => data.payer !== 'confiscated' || known.confiscatedForVictims,
}

export const paymentIsRecordedOnce: Rule<Ordered, RecordCompensationPayment> = {
  id: 'adjudication.payment-is-recorded-once',
  sentence: 'a payment is recorded once, under its own id',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ payments }, { data }) => payments[data.paymentId] === undefined,
  facts: (_, { data }) => [data.paymentId],
}

export const paymentIsInOrderCurrency: Rule<Ordered, RecordCompensationPayment> = {
  id: 'adjudication.payment-is-in-order-currency',
  sentence: 'compensation is paid in the currency in which it was ordered',
  source: compensationSource,
  level: 'warn',
  holds: ({ currency }, { data }) => data.currency === currency,
  facts: ({ currency }, { data }) => [currency, data.currency],
}

export const paymentsStayWithinOrder: Rule<Ordered, RecordCompensationPayment> = {
  id: 'adjudication.payments-stay-within-order',
  sentence: 'the payments in the currency of the order do not exceed the ordered amount',
  source: compensationSource,
  level: 'warn',
  // A payment in another currency gets no warning for an earlier overpayment.
  holds: (order, { data }) => data.currency !== order.currency || !exceedsLimit([...Object.values(order.payments), data], order),
  facts: (_, { data }) => [data.orderId],
}
