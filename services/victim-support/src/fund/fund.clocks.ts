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

/** A payment in another currency does not reduce what is owed; of a sum that is not known, any payment is one. */
const payment: Clock = {
  rule: fundPaysInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.FundApplicationDecided', ({ applicationId, outcome, amount, currency, due }) => {
      if (outcome === 'refused') return undefined
      const on = due === undefined ? ({ activity: 'fundPayment' } as const) : { on: due }
      return amount === undefined || currency === undefined
        ? { key: applicationId, due: on }
        : { key: `${applicationId}~${currency}`, due: on, amount }
    }),
  ],
  stops: [
    stops('victimSupport.FundPaymentMade', ({ applicationId, amount, currency }) => [
      { key: applicationId },
      { key: `${applicationId}~${currency}`, amount },
    ]),
  ],
  stream,
}

export const fundClocks: readonly Clock[] = [decision, payment]
