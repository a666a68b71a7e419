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
import { commandFor, eventIdOf, NOW, override, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './charges.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import {
  aFile,
  ageOf,
  anotherChargeId,
  byCourtOrder,
  supervisor,
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
import type { KnownCharging, KnownPersons } from './prosecution.commands.ts'
import type { ProsecutionEvent } from './prosecution.ts'

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier()
const live = opened.withViews('charge').withViews('amendment').withViews('transferAbroad').withCharge()

const views = (decision: (typeof VictimViewsRecorded)['example']['decision']): ProsecutionEvent => ({
  type: VictimViewsRecorded.type,
  data: { ...VictimViewsRecorded.example, personRef: mai, decision },
})

const withdrawn: ProsecutionEvent = { type: ChargeWithdrawn.type, data: { chargeId, reasonCode: 'nonPunishment' } }
const transferred: ProsecutionEvent = {
  type: LeadJurisdictionAgreed.type,
  data: { ...LeadJurisdictionAgreed.example, chargesTransferred: [chargeId] },
}

describe('requesting further investigation', () => {
  const request = (changes: Partial<(typeof RequestFurtherInvestigation)['example']> = {}) =>
    commandFor(RequestFurtherInvestigation, { ...RequestFurtherInvestigation.example, dossierId, ...changes }, {})

  it('is recorded', () => given(opened).when(request()).then(FurtherInvestigationRequested))
  it(rules.furtherInvestigationAnswersDossier.sentence, () => {
    given().when(request()).thenRefusedBy(rules.furtherInvestigationAnswersDossier)
    given(opened)
      .when(request({ dossierId: mai }))
      .thenRefusedBy(rules.furtherInvestigationAnswersDossier)
  })
  it(rules.furtherInvestigationIsDueLater.sentence, () =>
    given(opened)
      .when(request({ dueAt: NOW }))
      .thenRefusedBy(rules.furtherInvestigationIsDueLater),
  )
})

describe(rules.sameConductIsChargedOnce.sentence, () => {
  const again = charged({ chargeId: anotherChargeId })

  it('a charge is refused for the same offence against the same victims', () =>
    given(live).when(again).thenRefusedBy(rules.sameConductIsChargedOnce))
  it('a charge is refused when another country took over the first one', () =>
    given([...live, transferred])
      .when(again)
      .thenRefusedBy(rules.sameConductIsChargedOnce))
  it('a charge is laid again after the first one was withdrawn', () =>
    given([...live, withdrawn])
      .when(again)
      .then(ChargeLaid))
  it('a charge is laid for another victim, another offence or another accused', () => {
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
  it('two counts of one offence against the same victims are charged, if the times that they state do not overlap', () => {
    const count = (from: string, until?: string) => ({ committed: { from, ...(until === undefined ? {} : { until }) } })
    const first = opened.withViews('charge').withCharge(count('2026-01', '2026-02'))
    const second = (from: string, until?: string) => charged({ chargeId: anotherChargeId, ...count(from, until) })
    for (const apart of [second('2026-03-01', '2026-03-09'), second('2025')]) given(first).when(apart).then(ChargeLaid)
    for (const overlapping of [second('2026-02-28', '2026-03-09'), second('2026'), second('2026-04', '2025-12'), again])
      given(first).when(overlapping).thenRefusedBy(rules.sameConductIsChargedOnce)
  })
  it('the id of a withdrawn charge is not used again', () =>
    given([...live, withdrawn])
      .when(charged())
      .thenRefusedBy(chargingRules.chargeIsLaidOnce))
})

it(rules.victimsAreHeardBeforeCharge.sentence, () => {
  const rule = rules.victimsAreHeardBeforeCharge
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
  const amend = (changes: Partial<(typeof AmendCharge)['example']> = {}, known: KnownCharging = victims) =>
    commandFor(AmendCharge, { chargeId, offenceCode, perVictim, aggravating, reasonCode: 'newEvidence', ...changes }, known)

  it('records the complete charge in its current form, with the accused unchanged', () =>
    given(live)
      .when(amend({ aggravating: ['severalVictims'] }))
      .then({
        type: ChargeAmended.type,
        data: { ...charged().data, accusedRef: recruiter, aggravating: ['severalVictims'], reasonCode: 'newEvidence' },
      }))
  it(rules.victimsAreHeardBeforeAmendment.sentence, () => {
    const rule = rules.victimsAreHeardBeforeAmendment
    const unheard = opened.withViews('charge').withCharge()
    given(unheard).when(amend()).then(ChargeAmended, warning(rule))
    given(unheard.withViews('amendment')).when(amend()).then(ChargeAmended)
    given(unheard.withViews('amendment', [girl]))
      .when(amend({ perVictim: withoutMeans(girl) }, ageOf(girl, { ageBand: 'child' })))
      .then(ChargeAmended, warning(rule))
  })
  it(rules.onlyLiveChargeChanges.sentence, () => {
    given(opened).when(amend()).thenRefusedBy(rules.onlyLiveChargeChanges)
    given([...live, withdrawn])
      .when(amend())
      .thenRefusedBy(rules.onlyLiveChargeChanges)
  })
  it(rules.filedChargeChangesWithCourtLeave.sentence, () => {
    given(live.indicted()).when(amend()).thenRefusedBy(rules.filedChargeChangesWithCourtLeave)
    given(live.indicted())
      .when(amend({ leaveRef: 'RTC-LEAVE-1' }))
      .then(ChargeAmended)
  })

  describe('is checked like a new charge', () => {
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
    it('for non-punishment, when the accused was identified as a victim after the charge', () => {
      const rule = chargingRules.victimIsNotChargedBeforeNonPunishmentIsAssessed
      const sinceIdentified = amend({}, ageOf(recruiter, {}))
      given(live).when(sinceIdentified).thenRefusedBy(rule)
      given(live)
        .when({ ...sinceIdentified, overrides: [byCourtOrder(rule.id)], approver: supervisor })
        .then(ChargeAmended, override(rule))
    })
    it('for the same conduct', () =>
      given(live.withCharge({ chargeId: anotherChargeId, offenceCode: 'PH.RA9208.4' }))
        .when(amend({ offenceCode: 'PH.RA9208.4' }))
        .thenRefusedBy(rules.sameConductIsChargedOnce))
  })
})

describe('withdrawing a charge', () => {
  const withdraw = (leaveRef?: string) =>
    commandFor(WithdrawCharge, { chargeId, reasonCode: 'nonPunishment', ...(leaveRef === undefined ? {} : { leaveRef }) }, {})
  const heard = [...live, views('withdrawal')]

  it('is recorded', () => given(heard).when(withdraw()).then(ChargeWithdrawn))
  it(`${rules.onlyLiveChargeChanges.sentence} (withdrawal)`, () =>
    given(opened).when(withdraw()).thenRefusedBy(rules.onlyLiveChargeChanges))
  it(`${rules.filedChargeChangesWithCourtLeave.sentence} (withdrawal)`, () => {
    const filed = [...heard, ...[...aFile().indicted()]]
    given(filed).when(withdraw()).thenRefusedBy(rules.filedChargeChangesWithCourtLeave)
    given(filed).when(withdraw('RTC-LEAVE-2')).then(ChargeWithdrawn)
  })
  it(rules.victimsAreHeardBeforeWithdrawal.sentence, () =>
    given([...live, views('charge')])
      .when(withdraw())
      .then(ChargeWithdrawn, warning(rules.victimsAreHeardBeforeWithdrawal)),
  )
  it('leaves no live charge for an indictment', () =>
    given([...live, withdrawn])
      .when(indict())
      .thenRefusedBy(chargingRules.indictmentHasLiveCharges))
})

describe('deciding not to prosecute', () => {
  const decide = (changes: Partial<(typeof DecideNoProsecution)['example']> = {}, known: KnownPersons = nobody) =>
    commandFor(DecideNoProsecution, { ...DecideNoProsecution.example, suspects: [recruiter], ...changes }, known)

  it('is recorded', () => given(opened).when(decide()).then(NoProsecutionDecided))
  it(rules.noProsecutionIsDecidedOnce.sentence, () =>
    given([...opened, { type: NoProsecutionDecided.type, data: decide().data }])
      .when(decide())
      .thenRefusedBy(rules.noProsecutionIsDecidedOnce),
  )
  describe('after a review of the decision', () => {
    const decisionEventId = eventIdOf([...opened].length)
    const after = (outcome: 'upheld' | 'overturned' | 'referredBack'): ProsecutionEvent[] => [
      ...opened,
      { type: NoProsecutionDecided.type, data: decide().data },
      { type: DecisionReviewRequested.type, data: { ...DecisionReviewRequested.example, decisionEventId } },
      { type: DecisionReviewDecided.type, data: { ...DecisionReviewDecided.example, decisionEventId, outcome } },
    ]
    it.each(['overturned', 'referredBack'] as const)('the decision is taken again when it was %s', (outcome) =>
      given(after(outcome)).when(decide()).then(NoProsecutionDecided),
    )
    it('the decision is not taken again when it was upheld', () =>
      given(after('upheld')).when(decide()).thenRefusedBy(rules.noProsecutionIsDecidedOnce))
  })

  describe(rules.noProsecutionMayBeReviewed.sentence, () => {
    const rule = rules.noProsecutionMayBeReviewed
    const on = (occurredAt: string, reviewUntil: string) => ({ ...decide({ reviewUntil }), occurredAt, policy })
    it('the decision is refused when the time for its review is over', () =>
      given(opened)
        .when(decide({ reviewUntil: NOW }))
        .thenRefusedBy(rule))
    it('the decision is refused when the time for its review is shorter than the policy requires', () => {
      given(opened).when(on('2026-11-20', '2026-12-09T16:00:00Z')).thenRefusedBy(rule)
      given(opened).when(on('2026-11-20', '2026-12-10T16:00:00Z')).then(NoProsecutionDecided)
    })
    it('any time for the review is accepted when the policy sets no days', () => {
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
  const agree = (changes: Partial<(typeof AgreeLeadJurisdiction)['example']> = {}) =>
    commandFor(
      AgreeLeadJurisdiction,
      { ...AgreeLeadJurisdiction.example, chargesTransferred: [chargeId], ...changes },
      {},
      { jurisdiction: 'PH' },
    )

  it('is recorded, and the transferred charges are no longer live', () => {
    given(live).when(agree()).then(LeadJurisdictionAgreed)
    given([...live, transferred])
      .when(indict())
      .thenRefusedBy(chargingRules.indictmentHasLiveCharges)
  })
  it(rules.victimsAreHeardBeforeTransfer.sentence, () => {
    const unheard = opened.withViews('charge').withCharge()
    given(unheard).when(agree()).then(LeadJurisdictionAgreed, warning(rules.victimsAreHeardBeforeTransfer))
    given(unheard.withViews('transferAbroad')).when(agree()).then(LeadJurisdictionAgreed)
  })
  it.each([{ parties: ['TH'] }, { leadParty: 'MM' }, { parties: ['TH', 'MM'] }, { parties: ['TH', 'TH'] }])(
    `${rules.leadJurisdictionIsAgreedAmongParties.sentence}: %j`,
    (changes) => given(live).when(agree(changes)).thenRefusedBy(rules.leadJurisdictionIsAgreedAmongParties),
  )
  it(rules.onlyLiveChargesAreTransferred.sentence, () =>
    given(live)
      .when(agree({ chargesTransferred: [anotherChargeId] }))
      .thenRefusedBy(rules.onlyLiveChargesAreTransferred),
  )
  it('accepts charges that are transferred to this country and not on record here yet', () =>
    given(live)
      .when(agree({ leadParty: 'PH', chargesTransferred: [anotherChargeId] }))
      .then(LeadJurisdictionAgreed))
})

it('the id of each rule on charges matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
