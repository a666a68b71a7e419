import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

const stream = (caseId: string): string => `courtCase-${caseId}`

export const compensationIsPaidInTime = deadlineRule(
  'adjudication.compensation-is-paid-in-time',
  'compensation is paid in full by the due date that the court set',
  'Palermo Protocol 6(6); ACTIP 14(13)',
)

/** The key contains the currency: a payment in another currency does not reduce what is owed. */
const payment: Clock = {
  rule: compensationIsPaidInTime,
  owedBy: 'adjudication',
  starts: [
    starts('adjudication.CompensationOrdered', ({ orderId, due, amount, currency }) => ({
      key: `${orderId}~${currency}`,
      due: { on: due },
      amount,
    })),
  ],
  stops: [stops('adjudication.CompensationPaid', ({ orderId, amount, currency }) => ({ key: `${orderId}~${currency}`, amount }))],
  stream,
}

export const compensationClocks: readonly Clock[] = [payment]
