import { commandType } from '../command-type.ts'
import { CompensationOrdered } from './compensation-ordered.ts'
import { CompensationPaid } from './compensation-paid.ts'

export const OrderCompensation = commandType({
  name: 'OrderCompensation',
  service: 'adjudication',
  meaning: 'Orders that a victim be compensated.',
  data: CompensationOrdered.data,
  example: CompensationOrdered.example,
})

export const RecordCompensationPayment = commandType({
  name: 'RecordCompensationPayment',
  service: 'adjudication',
  meaning: 'Records that compensation was paid.',
  data: CompensationPaid.data,
  example: CompensationPaid.example,
})
