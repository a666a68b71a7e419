import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

const stream = (_: string, applicationId: string): string => `fundApplication-${applicationId}`

export const fundApplicationIsDecidedInTime = deadlineRule(
  'victimSupport.fund-application-is-decided-in-time',
  'a fund of the state decides on an application for compensation in time',
  'UN Declaration of Basic Principles 5, 12; policy of the jurisdiction: the number of days',
)

const decision: Clock = {
  rule: fundApplicationIsDecidedInTime,
  owedBy: 'victimSupport',
  starts: [
    // Each fund has a law of its own.
    starts('victimSupport.FundApplicationMade', ({ applicationId, fund }) => ({
      key: applicationId,
      due: { activity: 'fundDecision', legalBasis: fund },
    })),
  ],
  stops: [stops('victimSupport.FundApplicationDecided', ({ applicationId }) => ({ key: applicationId }))],
  stream,
}

export const fundPaysInTime = deadlineRule(
  'victimSupport.fund-pays-in-time',
  'a fund of the state pays what it granted in full by the day that it stated, or that the law sets',
  'Palermo Protocol 6(6); ACTIP 14(13); policy of the jurisdiction: the number of days',
)

/** What a later decision on the same application, on review, ends: the sum that it states is owed instead, or none. */
const reviewedKey = (applicationId: string): string => `review~${applicationId}`

/** A payment in another currency does not reduce what is owed; of a sum that is not known, any payment is one. */
const payment: Clock = {
  rule: fundPaysInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.FundApplicationDecided', ({ applicationId, fund, outcome, amount, currency, due }) => {
      if (outcome === 'refused') return undefined
      const owed = {
        due: due === undefined ? ({ activity: 'fundPayment', legalBasis: fund } as const) : { on: due },
        otherKeys: [reviewedKey(applicationId)],
      }
      return amount === undefined || currency === undefined
        ? { ...owed, key: applicationId }
        : { ...owed, key: `${applicationId}~${currency}`, amount }
    }),
  ],
  stops: [
    // What was paid before the decision was recorded, or before its review, is paid.
    stops('victimSupport.FundPaymentMade', ({ applicationId, amount, currency }) => [
      { key: applicationId, countsIfEarlier: true },
      { key: `${applicationId}~${currency}`, amount, countsIfEarlier: true },
    ]),
    stops('victimSupport.FundApplicationDecided', ({ applicationId }) => ({ key: reviewedKey(applicationId), isWaiver: true })),
  ],
  stream,
}

export const fundClocks: readonly Clock[] = [decision, payment]
