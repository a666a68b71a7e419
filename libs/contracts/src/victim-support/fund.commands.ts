import { commandType } from '../command-type.ts'
import { FundApplicationDecided } from './fund-application-decided.ts'
import { FundApplicationMade } from './fund-application-made.ts'
import { FundPaymentMade } from './fund-payment-made.ts'

export const ApplyToFund = commandType({
  name: 'ApplyToFund',
  service: 'victimSupport',
  meaning: 'Records that a person applied to a fund of the state for compensation.',
  data: FundApplicationMade.data,
  example: FundApplicationMade.example,
})

const { fund: _, ...decision } = FundApplicationDecided.example

export const RecordFundDecision = commandType({
  name: 'RecordFundDecision',
  service: 'victimSupport',
  meaning: 'Records what a fund decided on an application; the fund is taken from the application.',
  data: FundApplicationDecided.data.omit({ fund: true }),
  example: decision,
})

export const RecordFundPayment = commandType({
  name: 'RecordFundPayment',
  service: 'victimSupport',
  meaning: 'Records that a fund paid.',
  data: FundPaymentMade.data,
  example: FundPaymentMade.example,
})
