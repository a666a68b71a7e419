import type {
  CompensationOrdered,
  CompensationPaid,
  FactOf,
  Happened,
  OrderCompensation,
  RecordCompensationPayment,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type CompensationEvent = FactOf<typeof CompensationOrdered | typeof CompensationPaid>

/** What a compensation reads of the case. */
export interface KnownOfTheCase {
  readonly courtCaseRegistered: boolean
  /** The court confiscated assets and gave their value to a fund for victims. */
  readonly confiscatedForVictims: boolean
}

export type ToOrder = CommandOf<typeof OrderCompensation, KnownOfTheCase>
export type ToPay = CommandOf<typeof RecordCompensationPayment, KnownOfTheCase>
export type CompensationCommand = ToOrder | ToPay

export interface NotOrdered {
  readonly stage: 'notOrdered'
}
export type Money = Pick<ToPay['data'], 'amount' | 'currency'>

export interface Ordered extends Money {
  readonly stage: 'ordered'
  /** What was paid, by payment. */
  readonly payments: Readonly<Record<string, Money>>
}
export type Compensation = NotOrdered | Ordered

export const notOrdered: Compensation = { stage: 'notOrdered' }

export const evolve = (it: Compensation, event: Happened<CompensationEvent>): Compensation => {
  switch (event.type) {
    case 'adjudication.CompensationOrdered': {
      const { amount, currency } = event.data
      return it.stage === 'ordered' ? it : { stage: 'ordered', amount, currency, payments: {} }
    }
    case 'adjudication.CompensationPaid': {
      const { paymentId, amount, currency } = event.data
      return it.stage === 'ordered' ? { ...it, payments: { ...it.payments, [paymentId]: { amount, currency } } } : it
    }
  }
}

/** An amount in ten-thousandths of its currency, so that sums are exact. */
const exact = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

/** Whether sums of one currency together come to more than another one: what is in other currencies cannot be told. */
export const exceed = (sums: readonly Money[], limit: Money): boolean =>
  sums.filter(({ currency }) => currency === limit.currency).reduce((sum, { amount }) => sum + exact(amount), 0n) > exact(limit.amount)
