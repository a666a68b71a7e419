import type { Rule } from '@case-timeline/decider'
import { exceed, type Compensation, type Ordered, type ToOrder, type ToPay } from './compensation.ts'
import { integrity } from './sources.ts'

const compensation = 'ACTIP 14, 22 on compensation and recovered assets [G]; practice of collection'

export const compensationBelongsToACourtCase: Rule<Compensation, ToOrder> = {
  id: 'adjudication.compensation-belongs-to-a-court-case',
  sentence: 'compensation is ordered in a court case that was registered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.courtCaseRegistered,
}

export const compensationIsOrderedOnce: Rule<Compensation> = {
  id: 'adjudication.compensation-is-ordered-once',
  sentence: 'a compensation is ordered once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notOrdered',
}

export const compensationIsOrderedFirst: Rule<Compensation> = {
  id: 'adjudication.compensation-is-ordered-first',
  sentence: 'only a compensation that was ordered is paid',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'ordered',
}

export const confiscatedAssetsPayWhereVictimsGetThem: Rule<Compensation, ToOrder> = {
  id: 'adjudication.confiscated-assets-pay-where-victims-get-them',
  sentence: 'compensation comes from confiscated assets only where a confiscation gave them to a fund for victims',
  source: compensation,
  level: 'block',
  holds: (_, { data, known }) => data.payer !== 'confiscated' || known.confiscatedForVictims,
}

export const paymentIsRecordedOnce: Rule<Ordered, ToPay> = {
  id: 'adjudication.payment-is-recorded-once',
  sentence: 'a payment is recorded once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ payments }, { data }) => payments[data.paymentId] === undefined,
  facts: (_, { data }) => [data.paymentId],
}

export const paymentIsInTheOrdersCurrency: Rule<Ordered, ToPay> = {
  id: 'adjudication.payment-is-in-the-orders-currency',
  sentence: 'compensation is paid in the currency in which it was ordered',
  source: compensation,
  level: 'warn',
  holds: ({ currency }, { data }) => data.currency === currency,
  facts: ({ currency }, { data }) => [currency, data.currency],
}

export const paymentsStayWithinTheOrder: Rule<Ordered, ToPay> = {
  id: 'adjudication.payments-stay-within-the-order',
  sentence: 'no more compensation is paid than was ordered',
  source: compensation,
  level: 'warn',
  // What was overpaid before is no fault of a payment in another currency.
  holds: (order, { data }) => data.currency !== order.currency || !exceed([...Object.values(order.payments), data], order),
  facts: (_, { data }) => [data.orderId],
}
