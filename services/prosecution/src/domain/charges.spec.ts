import {
  AgreeLeadJurisdiction,
  AmendCharge,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  DecideNoProsecution,
  DecisionReviewDecided,
  DecisionReviewRequested,
  FurtherInvestigationRequested,
  LeadJurisdictionAgreed,
  NoProsecutionDecided,
  RequestFurtherInvestigation,
  VictimViewsRecorded,
  WithdrawCharge,
} from '@case-timeline/contracts'
import { commanded, eventIdOf, NOW, override, rulesHaveOneName, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './charges.rules.ts'
import { prosecution } from './prosecution.decide.ts'
import {
  aFile,
  ageOf,
  anotherChargeId,
  byCourtOrder,
  charged,
  chargeId,
  dossierId,
  girl,
  indict,
  mai,
  nobody,
  policy,
  recruiter,
  victims,
  withoutMeans,
} from './prosecution.fixtures.ts'
import * as chargingRules from './prosecution.rules.ts'
import type { KnownPersons } from './prosecution.commands.ts'
import type { ProsecutionFact } from './prosecution.ts'

const given = specificationOf(prosecution)
const opened = aFile().withDossier()
const live = opened.withViews('charge').withViews('amendment').withViews('transferAbroad').withCharge()

const views = (decision: (typeof VictimViewsRecorded)['example']['decision']): ProsecutionFact => ({
  type: VictimViewsRecorded.type,
  data: { ...VictimViewsRecorded.example, personRef: mai, decision },
})

const withdrawn: ProsecutionFact = { type: ChargeWithdrawn.type, data: { chargeId, reasonCode: 'nonPunishment' } }
const transferred: ProsecutionFact = {
  type: LeadJurisdictionAgreed.type,
  data: { ...LeadJurisdictionAgreed.example, chargesTransferred: [chargeId] },
}

describe('asking for further investigation', () => {
  const ask = (but: Partial<(typeof RequestFurtherInvestigation)['example']> = {}) =>
    commanded(RequestFurtherInvestigation, { ...RequestFurtherInvestigation.example, dossierId, ...but }, {})

  it('is recorded', () => given(opened).when(ask()).then(FurtherInvestigationRequested))
  it(rules.furtherInvestigationAnswersADossier.sentence, () => {
    given().when(ask()).thenRefusedBy(rules.furtherInvestigationAnswersADossier)
    given(opened)
      .when(ask({ dossierId: mai }))
      .thenRefusedBy(rules.furtherInvestigationAnswersADossier)
  })
  it(rules.furtherInvestigationIsDueLater.sentence, () =>
    given(opened)
      .when(ask({ dueAt: NOW }))
      .thenRefusedBy(rules.furtherInvestigationIsDueLater),
  )
})

describe(rules.theSameConductIsChargedOnce.sentence, () => {
  const again = charged({ chargeId: anotherChargeId })

  it('refused for the same offence against the same victims', () =>
    given(live).when(again).thenRefusedBy(rules.theSameConductIsChargedOnce))
  it('refused when another country took the first one over', () =>
    given([...live, transferred])
      .when(again)
      .thenRefusedBy(rules.theSameConductIsChargedOnce))
  it('laid again after it was withdrawn', () =>
    given([...live, withdrawn])
      .when(again)
      .then(ChargeLaid))
  it('laid for another victim, another offence or another accused', () => {
    given(live)
      .when(
        charged({ chargeId: anotherChargeId, perVictim: charged().data.perVictim.map((one) => ({ ...one, personRef: girl })) }, victims),
      )
      .then(ChargeLaid)
    given(live)
      .when(charged({ chargeId: anotherChargeId, offenceCode: 'moneyLaundering' }))
      .then(ChargeLaid)
    given(live)
      .when(charged({ chargeId: anotherChargeId, accusedRef: girl }))
      .then(ChargeLaid)
  })
  it('a withdrawn charge’s id is not used again', () =>
    given([...live, withdrawn])
      .when(charged())
      .thenRefusedBy(chargingRules.aChargeIsLaidOnce))
})

it(rules.victimsAreHeardBeforeACharge.sentence, () => {
  const rule = rules.victimsAreHeardBeforeACharge
  given(opened).when(charged()).then(ChargeLaid, warning(rule))
  given(opened.withViews('withdrawal')).when(charged()).then(ChargeLaid, warning(rule))
  given(opened.withViews('charge', [girl]))
    .when(charged())
    .then(ChargeLaid, warning(rule))
  given(opened.withViews('charge', [mai]))
    .when(charged())
    .then(ChargeLaid)
})

describe('amending a charge', () => {
  const { offenceCode, perVictim, aggravating } = charged().data
  const amend = (but: Partial<(typeof AmendCharge)['example']> = {}, known: KnownPersons = victims) =>
    commanded(AmendCharge, { chargeId, offenceCode, perVictim, aggravating, reasonCode: 'newEvidence', ...but }, known)

  it('records all of it as it reads now, with the accused whom it always had', () =>
    given(live)
      .when(amend({ aggravating: ['severalVictims'] }))
      .then({
        type: ChargeAmended.type,
        data: { ...charged().data, accusedRef: recruiter, aggravating: ['severalVictims'], reasonCode: 'newEvidence' },
      }))
  it(rules.victimsAreHeardBeforeAnAmendment.sentence, () => {
    const rule = rules.victimsAreHeardBeforeAnAmendment
    const unasked = opened.withViews('charge').withCharge()
    given(unasked).when(amend()).then(ChargeAmended, warning(rule))
    given(unasked.withViews('amendment')).when(amend()).then(ChargeAmended)
    given(unasked.withViews('amendment', [girl]))
      .when(amend({ perVictim: withoutMeans(girl) }, ageOf(girl, { ageBand: 'child' })))
      .then(ChargeAmended, warning(rule))
  })
  it(rules.onlyALiveChargeChanges.sentence, () => {
    given(opened).when(amend()).thenRefusedBy(rules.onlyALiveChargeChanges)
    given([...live, withdrawn])
      .when(amend())
      .thenRefusedBy(rules.onlyALiveChargeChanges)
  })
  it(rules.aFiledChargeChangesWithLeave.sentence, () => {
    given(live.indicted()).when(amend()).thenRefusedBy(rules.aFiledChargeChangesWithLeave)
    given(live.indicted())
      .when(amend({ leaveRef: 'RTC-LEAVE-1' }))
      .then(ChargeAmended)
  })

  describe('is checked as a new charge is', () => {
    it('for its elements', () => {
      given(live)
        .when(amend({ perVictim: withoutMeans(mai) }))
        .thenRefusedBy(chargingRules.chargeNeedsActMeansAndPurpose)
      given(live)
        .when(amend({ perVictim: withoutMeans(girl) }, ageOf(girl, { ageBand: 'child' })))
        .then(ChargeAmended)
      given(live)
        .when(amend({ perVictim: withoutMeans(girl) }, ageOf(girl, { ageBand: 'unknown' })))
        .then(ChargeAmended, warning(chargingRules.ageNeedsProof))
    })
    it('for non-punishment, when the accused was identified as a victim since', () => {
      const rule = chargingRules.aVictimIsNotChargedBeforeNonPunishmentIsAssessed
      const sinceIdentified = amend({}, ageOf(recruiter, {}))
      given(live).when(sinceIdentified).thenRefusedBy(rule)
      given(live)
        .when({ ...sinceIdentified, overrides: [byCourtOrder(rule.id)] })
        .then(ChargeAmended, override(rule))
    })
    it('for the same conduct', () =>
      given(live.withCharge({ chargeId: anotherChargeId, offenceCode: 'PH.RA9208.4' }))
        .when(amend({ offenceCode: 'PH.RA9208.4' }))
        .thenRefusedBy(rules.theSameConductIsChargedOnce))
  })
})

describe('withdrawing a charge', () => {
  const withdraw = (leaveRef?: string) =>
    commanded(WithdrawCharge, { chargeId, reasonCode: 'nonPunishment', ...(leaveRef === undefined ? {} : { leaveRef }) }, {})
  const heard = [...live, views('withdrawal')]

  it('is recorded', () => given(heard).when(withdraw()).then(ChargeWithdrawn))
  it(`${rules.onlyALiveChargeChanges.sentence} (withdrawal)`, () =>
    given(opened).when(withdraw()).thenRefusedBy(rules.onlyALiveChargeChanges))
  it(`${rules.aFiledChargeChangesWithLeave.sentence} (withdrawal)`, () => {
    const filed = [...heard, ...[...aFile().indicted()]]
    given(filed).when(withdraw()).thenRefusedBy(rules.aFiledChargeChangesWithLeave)
    given(filed).when(withdraw('RTC-LEAVE-2')).then(ChargeWithdrawn)
  })
  it(rules.victimsAreHeardBeforeAWithdrawal.sentence, () =>
    given([...live, views('charge')])
      .when(withdraw())
      .then(ChargeWithdrawn, warning(rules.victimsAreHeardBeforeAWithdrawal)),
  )
  it('leaves nothing of it for an indictment', () =>
    given([...live, withdrawn])
      .when(indict())
      .thenRefusedBy(chargingRules.anIndictmentHasLiveCharges))
})

describe('deciding not to prosecute', () => {
  const decide = (but: Partial<(typeof DecideNoProsecution)['example']> = {}, known: KnownPersons = nobody) =>
    commanded(DecideNoProsecution, { ...DecideNoProsecution.example, suspects: [recruiter], ...but }, known)

  it('is recorded', () => given(opened).when(decide()).then(NoProsecutionDecided))
  it(rules.noProsecutionIsDecidedOnce.sentence, () =>
    given([...opened, { type: NoProsecutionDecided.type, data: decide().data }])
      .when(decide())
      .thenRefusedBy(rules.noProsecutionIsDecidedOnce),
  )
  describe('after a review of it', () => {
    const decisionEventId = eventIdOf([...opened].length)
    const after = (outcome: 'upheld' | 'overturned' | 'referredBack'): ProsecutionFact[] => [
      ...opened,
      { type: NoProsecutionDecided.type, data: decide().data },
      { type: DecisionReviewRequested.type, data: { ...DecisionReviewRequested.example, decisionEventId } },
      { type: DecisionReviewDecided.type, data: { ...DecisionReviewDecided.example, decisionEventId, outcome } },
    ]
    it.each(['overturned', 'referredBack'] as const)('it is decided anew when it was %s', (outcome) =>
      given(after(outcome)).when(decide()).then(NoProsecutionDecided),
    )
    it('it stands when it was upheld', () => given(after('upheld')).when(decide()).thenRefusedBy(rules.noProsecutionIsDecidedOnce))
  })

  describe(rules.noProsecutionMayBeReviewed.sentence, () => {
    const rule = rules.noProsecutionMayBeReviewed
    const on = (occurredAt: string, reviewUntil: string) => ({ ...decide({ reviewUntil }), occurredAt, policy })
    it('refused when the time is over', () =>
      given(opened)
        .when(decide({ reviewUntil: NOW }))
        .thenRefusedBy(rule))
    it('refused when it ends before the days of the policy are over', () => {
      given(opened).when(on('2026-11-20', '2026-12-09T16:00:00Z')).thenRefusedBy(rule)
      given(opened).when(on('2026-11-20', '2026-12-10T16:00:00Z')).then(NoProsecutionDecided)
    })
    it('where the policy sets no days, any time will do', () => {
      given(opened)
        .when(decide({ reviewUntil: '2026-11-26T16:00:00Z' }))
        .then(NoProsecutionDecided)
      given(opened).when(on('2024-11-20', '2026-11-26T16:00:00Z')).then(NoProsecutionDecided)
      given(opened).when(on('2026', '2026-11-26T16:00:00Z')).then(NoProsecutionDecided)
    })
  })
  it(rules.victimsAreHeardBeforeNoProsecution.sentence, () => {
    given(opened).when(decide({}, victims)).then(NoProsecutionDecided, warning(rules.victimsAreHeardBeforeNoProsecution))
    given([...opened, views('noProsecution')])
      .when(decide({}, victims))
      .then(NoProsecutionDecided)
  })
})

describe('agreeing which country leads', () => {
  const agree = (but: Partial<(typeof AgreeLeadJurisdiction)['example']> = {}) =>
    commanded(
      AgreeLeadJurisdiction,
      { ...AgreeLeadJurisdiction.example, chargesTransferred: [chargeId], ...but },
      {},
      { jurisdiction: 'PH' },
    )

  it('is recorded, and its charges are live no more', () => {
    given(live).when(agree()).then(LeadJurisdictionAgreed)
    given([...live, transferred])
      .when(indict())
      .thenRefusedBy(chargingRules.anIndictmentHasLiveCharges)
  })
  it(rules.victimsAreHeardBeforeATransfer.sentence, () => {
    const unasked = opened.withViews('charge').withCharge()
    given(unasked).when(agree()).then(LeadJurisdictionAgreed, warning(rules.victimsAreHeardBeforeATransfer))
    given(unasked.withViews('transferAbroad')).when(agree()).then(LeadJurisdictionAgreed)
  })
  it.each([{ parties: ['TH'] }, { leadParty: 'MM' }, { parties: ['TH', 'MM'] }, { parties: ['TH', 'TH'] }])(
    `${rules.theLeadIsAgreedAmongParties.sentence}: %j`,
    (but) => given(live).when(agree(but)).thenRefusedBy(rules.theLeadIsAgreedAmongParties),
  )
  it(rules.onlyLiveChargesAreTransferred.sentence, () =>
    given(live)
      .when(agree({ chargesTransferred: [anotherChargeId] }))
      .thenRefusedBy(rules.onlyLiveChargesAreTransferred),
  )
  it('the charges that come over to this country are not its own yet', () =>
    given(live)
      .when(agree({ leadParty: 'PH', chargesTransferred: [anotherChargeId] }))
      .then(LeadJurisdictionAgreed))
})

it('each rule of charges has one name', () => rulesHaveOneName('prosecution', rules))
