import { exceedsLimit, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { Compensation, Ordered, OrderCompensation, RecordCompensationPayment } from './compensation.ts'
import { quality } from '../court-case/sources.ts'

const compensationSource = 'ACTIP 14(13), 22: compensation, and recovered assets; practice: collection of payments'

export const compensationBelongsToCourtCase: Rule<Compensation, OrderCompensation> = {
  id: 'adjudication.compensation-belongs-to-court-case',
  sentence: 'compensation is ordered in a registered court case, unless a fund of the state pays it',
  source: quality,
  level: 'warn',
  holds: (_, { data, known }) => data.payer === 'stateFund' || known.courtCaseRegistered,
}

export const compensationIsOrderedOnce: Rule<Compensation, OrderCompensation> = thingIsRecordedOnce('orderOfCompensation', {
  holds: ({ stage }) => stage === 'notOrdered',
  facts: (_, { data }) => [data.orderId],
})

export const compensationIsOrderedFirst: Rule<Compensation, RecordCompensationPayment> = namedThingIsOnRecord('orderOfCompensation', {
  holds: ({ stage }) => stage === 'ordered',
  facts: (_, { data }) => [data.orderId],
})

export const confiscatedAssetsPayThroughVictimFund: Rule<Compensation, OrderCompensation> = {
  id: 'adjudication.confiscated-assets-pay-through-victim-fund',
  sentence: 'compensation comes from confiscated assets only when a confiscation order assigned assets to a fund for victims',
  source: compensationSource,
  level: 'warn',
  holds: (_, { data, known }) => data.payer !== 'confiscated' || known.confiscatedForVictims,
}

export const paymentIsRecordedOnce: Rule<Ordered, RecordCompensationPayment> = thingIsRecordedOnce('payment', {
  holds: ({ payments }, { data }) => payments[data.paymentId] === undefined,
  facts: (_, { data }) => [data.paymentId],
})

export const paymentsStayWithinOrder: Rule<Ordered, RecordCompensationPayment> = {
  id: 'adjudication.payments-stay-within-order',
  sentence: 'the payments in the currency of the order do not exceed the ordered amount',
  source: compensationSource,
  level: 'warn',
  // A payment in another currency gets no warning for an earlier overpayment.
  holds: (order, { data }) => data.currency !== order.currency || !exceedsLimit([...Object.values(order.payments), data], order),
  facts: (_, { data }) => [data.orderId],
}
