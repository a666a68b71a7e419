import type { KnownRights, Money } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownSupport } from '../person/person.commands.ts'

export type FundEvent = FactOf<
  typeof contract.FundApplicationMade | typeof contract.FundApplicationDecided | typeof contract.FundPaymentMade
>

export type ApplyToFund = CommandOf<typeof contract.ApplyToFund, KnownSupport & KnownRights>
export type RecordFundDecision = CommandOf<typeof contract.RecordFundDecision>
export type RecordFundPayment = CommandOf<typeof contract.RecordFundPayment>

export interface NotApplied {
  readonly stage: 'notApplied'
}
export interface Applied {
  readonly stage: 'applied'
  readonly personRef: string
  readonly fund: string
  /** What the fund granted by its last decision; absent: nothing, or the sum is not known. */
  readonly granted?: Money | undefined
  /** The amounts paid, by payment id. */
  readonly payments: Readonly<Record<string, Money>>
}
/** One application to a fund, with its decisions and payments. */
export type Application = NotApplied | Applied

export const notApplied: Application = { stage: 'notApplied' }

const grantedBy = ({ amount, currency }: FactOf<typeof contract.FundApplicationDecided>['data']): Money | undefined =>
  amount === undefined || currency === undefined ? undefined : { amount, currency }

export const evolve = (application: Application, event: RecordedFact<FundEvent>): Application => {
  if (event.type === 'victimSupport.FundApplicationMade')
    return application.stage === 'applied'
      ? application
      : { stage: 'applied', personRef: event.data.personRef, fund: event.data.fund, payments: {} }
  if (application.stage === 'notApplied') return application
  switch (event.type) {
    case 'victimSupport.FundApplicationDecided':
      return { ...application, granted: grantedBy(event.data) }
    case 'victimSupport.FundPaymentMade': {
      const { paymentId, amount, currency } = event.data
      return { ...application, payments: { ...application.payments, [paymentId]: { amount, currency } } }
    }
  }
}
