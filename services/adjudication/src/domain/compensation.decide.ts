import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  notOrdered,
  type Compensation,
  type CompensationCommand,
  type CompensationEvent,
  type NotOrdered,
  type Ordered,
  type ToOrder,
  type ToPay,
} from './compensation.ts'
import {
  compensationBelongsToACourtCase,
  compensationIsOrderedFirst,
  compensationIsOrderedOnce,
  confiscatedAssetsPayWhereVictimsGetThem,
  paymentIsInTheOrdersCurrency,
  paymentIsRecordedOnce,
  paymentsStayWithinTheOrder,
} from './compensation.rules.ts'

type Decision = Decided<CompensationEvent>

export const orderCompensation = (_: NotOrdered, { data }: ToOrder): Decision => ({
  under: [compensationBelongsToACourtCase, confiscatedAssetsPayWhereVictimsGetThem],
  events: [{ type: 'adjudication.CompensationOrdered', data }],
})

export const recordPayment = (_: Ordered, { data }: ToPay): Decision => ({
  under: [paymentIsRecordedOnce, paymentIsInTheOrdersCurrency, paymentsStayWithinTheOrder],
  events: [{ type: 'adjudication.CompensationPaid', data }],
})

const decide = (command: CompensationCommand, it: Compensation): Decision | Forbidden => {
  switch (command.name) {
    case 'OrderCompensation':
      return it.stage === 'notOrdered' ? orderCompensation(it, command) : { forbiddenBy: compensationIsOrderedOnce }
    case 'RecordCompensationPayment':
      return it.stage === 'ordered' ? recordPayment(it, command) : { forbiddenBy: compensationIsOrderedFirst }
  }
}

export const compensation: Decider<Compensation, CompensationCommand, CompensationEvent> = { initial: notOrdered, evolve, decide }
