import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided, Forbidden } from '@case-timeline/decider'
import type { Compensation, CompensationEvent, NotOrdered, OrderCompensation, Ordered, RecordCompensationPayment } from './compensation.ts'
import {
  compensationBelongsToCourtCase,
  compensationIsOrderedFirst,
  compensationIsOrderedOnce,
  confiscatedAssetsPayThroughVictimFund,
  paymentIsRecordedOnce,
  paymentsStayWithinOrder,
} from './compensation.rules.ts'

type Decision = Decided<CompensationEvent>
type Outcome = Decision | Forbidden

export const orderCompensation = (_: NotOrdered, { data }: OrderCompensation): Decision => ({
  under: [recordBelongsToCase, compensationBelongsToCourtCase, confiscatedAssetsPayThroughVictimFund],
  events: [{ type: 'adjudication.CompensationOrdered', data }],
})

export const recordCompensationPayment = (_: Ordered, { data }: RecordCompensationPayment): Decision => ({
  under: [paymentIsRecordedOnce, paymentsStayWithinOrder],
  events: [{ type: 'adjudication.CompensationPaid', data }],
})

export const whenNotOrdered =
  <C>(decide: (compensation: NotOrdered, command: C) => Decision) =>
  (compensation: Compensation, command: C): Outcome =>
    compensation.stage === 'notOrdered' ? decide(compensation, command) : { forbiddenBy: compensationIsOrderedOnce }

export const whenOrdered =
  <C>(decide: (compensation: Ordered, command: C) => Decision) =>
  (compensation: Compensation, command: C): Outcome =>
    compensation.stage === 'ordered' ? decide(compensation, command) : { forbiddenBy: compensationIsOrderedFirst }
