import type { Money } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type CompensationEvent = FactOf<typeof contract.CompensationOrdered | typeof contract.CompensationPaid>

/** The facts of the court case that a compensation order is checked against. */
export interface KnownCourtCase {
  /** Whether at least one event is recorded in the case. */
  readonly caseExists: boolean
  readonly courtCaseRegistered: boolean
  /** Whether the court confiscated assets for a fund for victims. */
  readonly confiscatedForVictims: boolean
}

export type OrderCompensation = CommandOf<typeof contract.OrderCompensation, KnownCourtCase>
export type RecordCompensationPayment = CommandOf<typeof contract.RecordCompensationPayment>

export interface NotOrdered {
  readonly stage: 'notOrdered'
}

export interface Ordered extends Money {
  readonly stage: 'ordered'
  /** The amounts paid, by payment id. */
  readonly payments: Readonly<Record<string, Money>>
}
export type Compensation = NotOrdered | Ordered

export const notOrdered: Compensation = { stage: 'notOrdered' }

export const evolve = (compensation: Compensation, event: RecordedFact<CompensationEvent>): Compensation => {
  switch (event.type) {
    case 'adjudication.CompensationOrdered': {
      const { amount, currency } = event.data
      return compensation.stage === 'ordered' ? compensation : { stage: 'ordered', amount, currency, payments: {} }
    }
    case 'adjudication.CompensationPaid': {
      const { paymentId, amount, currency } = event.data
      return compensation.stage === 'ordered'
        ? { ...compensation, payments: { ...compensation.payments, [paymentId]: { amount, currency } } }
        : compensation
    }
  }
}
