import { isKeptInSupport } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { applyToFund, recordFundDecision, recordFundPayment, whenApplied, whenNotApplied } from './fund.decide.ts'
import { applicant } from './fund.reads.ts'
import { evolve, notApplied } from './fund.ts'

/** The streams `victimSupport.fundApplication-<applicationId>`: one application to a fund of the state, and what came of it. */
export const fundStream = aggregate({
  service: 'victimSupport',
  name: 'fundApplication',
  events: [contract.FundApplicationMade, contract.FundApplicationDecided, contract.FundPaymentMade],
  initial: notApplied,
  evolve,
  isKept: isKeptInSupport,
  streamId: (_, { applicationId }) => applicationId,
  commands: [
    takes(contract.ApplyToFund, { reads: applicant, decide: whenNotApplied(applyToFund) }),
    takes(contract.RecordFundDecision, { decide: whenApplied(recordFundDecision) }),
    takes(contract.RecordFundPayment, { decide: whenApplied(recordFundPayment) }),
  ],
})
