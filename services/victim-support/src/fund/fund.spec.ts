import { readingFor, type CommandOfAggregate } from '@case-timeline/commands'
import {
  ApplyToFund,
  FundApplicationDecided,
  FundApplicationMade,
  FundPaymentMade,
  RecordFundDecision,
  RecordFundPayment,
  RightsInformed,
  SupportCaseOpened,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { claimantWasInformedOfRight } from '../person/statements.rules.ts'
import * as rules from './fund.rules.ts'
import { fundStream } from './fund.stream.ts'
import type { FundEvent } from './fund.ts'

const given = specificationOf(fundStream)
const { personRef } = ApplyToFund.example
const another = '22222222-2222-4222-8222-222222222222'
const supported = { caseExists: true, supported: [personRef], informedOfCompensation: true }
const apply = (known: Partial<typeof supported> = {}) => commandFor(ApplyToFund, ApplyToFund.example, { ...supported, ...known })
const decide = (changes: Partial<(typeof RecordFundDecision)['example']> = {}) =>
  commandFor(RecordFundDecision, { ...RecordFundDecision.example, ...changes }, {})
const pay = (changes: Partial<(typeof RecordFundPayment)['example']> = {}) =>
  commandFor(RecordFundPayment, { ...RecordFundPayment.example, ...changes }, {})
const applied: FundEvent = { type: FundApplicationMade.type, data: ApplyToFund.example }
const granted = (amount?: string): FundEvent => ({
  type: FundApplicationDecided.type,
  data: { ...decide().data, amount, currency: 'PHP' },
})
const paid: FundEvent = { type: FundPaymentMade.type, data: { ...pay().data, amount: '5000' } }
const secondPayment = '77777777-7777-4777-8777-777777777777'

describe('compensation by a fund of the state', () => {
  it('is applied for, decided and paid', () => {
    given().when(apply()).then(FundApplicationMade)
    given([applied])
      .when(decide())
      .then({ type: FundApplicationDecided.type, data: { ...RecordFundDecision.example, fund: ApplyToFund.example.fund } })
    given([applied, granted('8000')])
      .when(pay())
      .then(FundPaymentMade)
  })
  it('is decided again on review, and paid without a decision on record', () => {
    given([applied, granted('8000')])
      .when(decide({ outcome: 'granted', amount: '10000' }))
      .then(FundApplicationDecided)
    given([applied]).when(pay()).then(FundPaymentMade)
  })
  it(`${rules.fundApplicantIsSupported.sentence}; otherwise the application is recorded with a warning`, () =>
    given()
      .when(apply({ supported: [] }))
      .then(FundApplicationMade, warning(rules.fundApplicantIsSupported)))
  it(`${claimantWasInformedOfRight.sentence}; otherwise the application is recorded with a warning`, () =>
    given()
      .when(apply({ informedOfCompensation: false }))
      .then(FundApplicationMade, warning(claimantWasInformedOfRight)))
  it.each(['notCooperating', 'initialConsent', 'noPoliceReport', 'noConviction'])(
    `${rules.fundDecidesWithoutBlame.sentence}; a refusal for %s is recorded with a warning`,
    (code) => {
      const refusal = { outcome: 'refused', amount: undefined, reasonCodes: ['outOfTime', code] } as const
      given([applied])
        .when(decide({ ...refusal, reasonCodes: [...refusal.reasonCodes] }))
        .then(FundApplicationDecided, warning(rules.fundDecidesWithoutBlame))
      given([applied])
        .when(decide({ outcome: 'granted', reasonCodes: [code] }))
        .then(FundApplicationDecided)
    },
  )
  it(`${rules.fundPaysWhatItGranted.sentence}; a payment beyond it is recorded with a warning`, () => {
    const more = (amount: string, currency = 'PHP') => pay({ paymentId: secondPayment, amount, currency })
    given([applied, granted('8000'), paid])
      .when(more('3000'))
      .then(FundPaymentMade)
    given([applied, granted('8000'), paid])
      .when(more('3000.01'))
      .then(FundPaymentMade, warning(rules.fundPaysWhatItGranted))
    given([applied, granted('8000'), paid])
      .when(more('9000', 'USD'))
      .then(FundPaymentMade)
    given([applied, granted(undefined), paid])
      .when(more('9000'))
      .then(FundPaymentMade)
  })
  it(rules.applicationIsMadeOnce.sentence, () => given([applied]).when(apply()).thenRefusedBy(rules.applicationIsMadeOnce))
  it(rules.applicationIsMadeFirst.sentence, () => {
    given().when(decide()).thenRefusedBy(rules.applicationIsMadeFirst)
    given().when(pay()).thenRefusedBy(rules.applicationIsMadeFirst)
  })
  it(rules.fundFactConcernsApplicant.sentence, () => {
    given([applied])
      .when(decide({ personRef: another }))
      .thenRefusedBy(rules.fundFactConcernsApplicant)
    given([applied])
      .when(pay({ personRef: another }))
      .thenRefusedBy(rules.fundFactConcernsApplicant)
  })
  it(rules.fundPaymentIsRecordedOnce.sentence, () =>
    given([applied, granted('8000'), paid])
      .when(pay())
      .thenRefusedBy(rules.fundPaymentIsRecordedOnce),
  )
})

it('an application reads whether the person is supported, and was informed of compensation', () => {
  const caseId = '99999999-9999-4999-8999-999999999999'
  const stream = `victimSupport.person-${caseId}~${personRef}`
  const opened = { type: SupportCaseOpened.type, stream, data: { ...SupportCaseOpened.example, personRef } }
  const explained = { type: RightsInformed.type, stream, data: { ...RightsInformed.example, personRef, topics: ['compensation'] } }
  const known = (...history: Parameters<typeof storedCase>[1][]) => readingFor(fundStream, storedCase(caseId, ...history), apply()).known
  expect(known()).toEqual({ caseExists: false, supported: [], informedOfCompensation: false })
  expect(known(opened, explained)).toEqual({ caseExists: true, supported: [personRef], informedOfCompensation: true })
})

describe('the properties of the decider of applications to a fund', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof fundStream>>(
    Object.values(fundStream.commands).map(({ type }) => type),
    fc.constant(supported),
  )

  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(fundStream, commands))
  it('evolve never throws on a history that the decider produces', () => evolveNeverThrows(fundStream, commands))
  it('what a person applies for, and a fund decides and pays, is refused only by an integrity rule', () =>
    reportsOnlyRaiseWarnings(fundStream, [FundApplicationMade, FundApplicationDecided, FundPaymentMade], commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('victimSupport', rules))
})
