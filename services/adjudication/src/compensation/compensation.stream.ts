import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { orderCompensation, recordCompensationPayment, whenNotOrdered, whenOrdered } from './compensation.decide.ts'
import { courtCase } from './compensation.reads.ts'
import { evolve, notOrdered } from './compensation.ts'

/** The streams `adjudication.compensation-<orderId>`: one stream for each compensation order and its payments. */
export const compensationStream = aggregate({
  service: 'adjudication',
  name: 'compensation',
  events: [contract.CompensationOrdered, contract.CompensationPaid],
  initial: notOrdered,
  evolve,
  streamId: (_, { orderId }) => orderId,
  commands: [
    takes(contract.OrderCompensation, { reads: courtCase, decide: whenNotOrdered(orderCompensation) }),
    takes(contract.RecordCompensationPayment, { decide: whenOrdered(recordCompensationPayment) }),
  ],
})
