import type { Decided, Forbidden } from '@case-timeline/decider'
import { claimantWasInformedOfRight } from '../person/statements.rules.ts'
import {
  applicationIsMadeFirst,
  applicationIsMadeOnce,
  fundApplicantIsSupported,
  fundDecidesWithoutBlame,
  fundFactConcernsApplicant,
  fundPaymentIsRecordedOnce,
  fundPaysWhatItGranted,
} from './fund.rules.ts'
import type { Application, Applied, ApplyToFund, FundEvent, NotApplied, RecordFundDecision, RecordFundPayment } from './fund.ts'

type Decision = Decided<FundEvent>
type Outcome = Decision | Forbidden

export const applyToFund = (_: NotApplied, { data }: ApplyToFund): Decision => ({
  under: [fundApplicantIsSupported, claimantWasInformedOfRight],
  events: [{ type: 'victimSupport.FundApplicationMade', data }],
})

export const recordFundDecision = ({ fund }: Applied, { data }: RecordFundDecision): Decision => ({
  under: [fundFactConcernsApplicant, fundDecidesWithoutBlame],
  events: [{ type: 'victimSupport.FundApplicationDecided', data: { ...data, fund } }],
})

export const recordFundPayment = (_: Applied, { data }: RecordFundPayment): Decision => ({
  under: [fundFactConcernsApplicant, fundPaymentIsRecordedOnce, fundPaysWhatItGranted],
  events: [{ type: 'victimSupport.FundPaymentMade', data }],
})

export const whenNotApplied =
  <C>(decide: (application: NotApplied, command: C) => Decision) =>
  (application: Application, command: C): Outcome =>
    application.stage === 'notApplied' ? decide(application, command) : { forbiddenBy: applicationIsMadeOnce }

export const whenApplied =
  <C>(decide: (application: Applied, command: C) => Decision) =>
  (application: Application, command: C): Outcome =>
    application.stage === 'applied' ? decide(application, command) : { forbiddenBy: applicationIsMadeFirst }
