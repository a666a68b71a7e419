import { commandControllers } from '@case-timeline/http'
import { compensationStream } from './compensation.stream.ts'

export const compensationControllers = commandControllers(compensationStream, {
  compensation: { OrderCompensation: ['judge'], RecordCompensationPayment: ['registrar'] },
})
