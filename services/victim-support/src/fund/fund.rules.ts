import { blameGroundsIn, exceedsLimit, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { integrity, quality } from '../person/sources.ts'
import type { Application, Applied, ApplyToFund, NotApplied, RecordFundDecision, RecordFundPayment } from './fund.ts'

export const applicationIsMadeOnce: Rule<Application, ApplyToFund> = thingIsRecordedOnce('applicationToFund', {
  holds: ({ stage }) => stage === 'notApplied',
  facts: (_, { data }) => [data.applicationId],
})

export const applicationIsMadeFirst: Rule<Application, RecordFundDecision | RecordFundPayment> = namedThingIsOnRecord('applicationToFund', {
  holds: ({ stage }) => stage === 'applied',
  facts: (_, { data }) => [data.applicationId],
})

export const fundFactConcernsApplicant: Rule<Applied, RecordFundDecision | RecordFundPayment> = {
  id: 'victimSupport.fund-fact-concerns-applicant',
  sentence: 'the decision and the payments on an application to a fund concern the person who applied',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ personRef }, { data }) => data.personRef === personRef,
  facts: (_, { data }) => [data.applicationId],
}

export const fundApplicantIsSupported: Rule<NotApplied, ApplyToFund> = {
  id: 'victimSupport.fund-applicant-is-supported',
  sentence: 'who applies to a fund is a person to whom support was offered',
  source: quality,
  level: 'warn',
  holds: (_, { data, known }) => known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

/** Reasons that make a fund wait for what it exists to do without. */
const OF_A_TRIAL: readonly string[] = ['noPoliceReport', 'noOffenderFound', 'noProsecution', 'noConviction']

const groundsAgainstVictim = ({ data: { outcome, reasonCodes } }: RecordFundDecision): readonly string[] =>
  outcome === 'granted' ? [] : [...blameGroundsIn(reasonCodes), ...reasonCodes.filter((code) => OF_A_TRIAL.includes(code))]

export const fundDecidesWithoutBlame: Rule<Applied, RecordFundDecision> = {
  id: 'victimSupport.fund-decides-without-blame',
  sentence: 'a fund refuses a victim nothing on a ground that blames the person, nor because no offender was reported, tried or convicted',
  source: 'UN Declaration of Basic Principles 2, 12; Palermo Protocol 6(6); practice: no blaming of victims',
  level: 'warn',
  holds: (_, command) => groundsAgainstVictim(command).length === 0,
  facts: (_, command) => groundsAgainstVictim(command),
}

export const fundPaymentIsRecordedOnce: Rule<Applied, RecordFundPayment> = thingIsRecordedOnce('payment', {
  holds: ({ payments }, { data }) => payments[data.paymentId] === undefined,
  facts: (_, { data }) => [data.paymentId],
})

export const fundPaysWhatItGranted: Rule<Applied, RecordFundPayment> = {
  id: 'victimSupport.fund-pays-what-it-granted',
  sentence: 'a fund pays no more than it granted, in the currency of its decision',
  source: quality,
  level: 'warn',
  holds: ({ granted, payments }, { data }) =>
    granted === undefined || data.currency !== granted.currency || !exceedsLimit([...Object.values(payments), data], granted),
  facts: (_, { data }) => [data.applicationId],
}
