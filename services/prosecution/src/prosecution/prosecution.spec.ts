import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  ChargeLaid,
  DossierReceived,
  DossierRejected,
  IndictmentFiled,
  VictimNotified,
  VictimViewsRecorded,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  override,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { TRAFFICKING_OFFENCES } from './offences.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import {
  aFile,
  ageOf,
  anotherChargeId,
  byCourtOrder,
  charged,
  chargeId,
  dossierId,
  foundHash,
  girl,
  indict,
  mai,
  manifestHash,
  nobody,
  policy,
  receive,
  supervisor,
  recruiter,
  victims,
  withoutMeans,
} from './prosecution.fixtures.ts'
import * as rules from './prosecution.rules.ts'

type ProsecutionCommand = CommandOfAggregate<typeof prosecutionStream>

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier().withViews('charge')

describe('receiving a dossier', () => {
  it('receives a dossier whose lists have the hash that police stated', () =>
    given().when(receive()).then({ type: DossierReceived.type, data: { dossierId, manifestHash } }))

  it('rejects a dossier whose lists have another hash, and records both hashes', () =>
    given()
      .when(receive({ foundHash }))
      .then({ type: DossierRejected.type, data: { dossierId, reason: 'manifestMismatch', expectedHash: manifestHash, foundHash } }))

  it(rules.dossierWasReferred.sentence, () => {
    given().when(receive({}, {})).thenRefusedBy(rules.dossierWasReferred)
    given()
      .when(receive({ manifestHash: foundHash, foundHash }))
      .thenRefusedBy(rules.dossierWasReferred)
  })

  it(rules.dossierIsAnsweredOnce.sentence, () => given(opened).when(receive()).thenRefusedBy(rules.dossierIsAnsweredOnce))
})

describe('laying a charge', () => {
  it('records act, means and purpose for each victim', () => given(opened).when(charged()).then(ChargeLaid))
  it(rules.chargeRestsOnDossier.sentence, () => given().when(charged()).thenRefusedBy(rules.chargeRestsOnDossier))
  it(rules.chargeIsLaidOnce.sentence, () => given(opened.withCharge()).when(charged()).thenRefusedBy(rules.chargeIsLaidOnce))

  describe(rules.chargeNeedsActMeansAndPurpose.sentence, () => {
    const lacking = (element: 'act' | 'means' | 'purpose') =>
      charged({ perVictim: charged().data.perVictim.map((one) => ({ ...one, [element]: [] })) })

    it.each(['act', 'means', 'purpose'] as const)('a charge without %s is refused', (element) =>
      given(opened).when(lacking(element)).thenRefusedBy(rules.chargeNeedsActMeansAndPurpose),
    )
    it('a charge without a victim is refused', () =>
      given(opened)
        .when(charged({ perVictim: [] }))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('a charge without means is refused for a person whose age is not recorded', () =>
      given(opened)
        .when(charged({ perVictim: withoutMeans(mai) }, nobody))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('the policy lists the offences that are trafficking', () => {
      const without = charged({ offenceCode: 'ZZ.1', perVictim: [] })
      given(opened).when(without).then(ChargeLaid)
      given(opened)
        .when({ ...without, policy })
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose)
    })
    it('a charge of another offence needs none of the elements', () =>
      given(opened)
        .when(charged({ offenceCode: 'computerFraud', perVictim: [] }))
        .then(ChargeLaid))
    it('the default list of trafficking offences is not reviewed by a lawyer yet', () => expect(TRAFFICKING_OFFENCES.reviewed).toBe(false))
  })

  describe('for a victim who was under 18', () => {
    const chargeForGirl = (age: Parameters<typeof ageOf>[1]) => charged({ perVictim: withoutMeans(girl) }, ageOf(girl, age))

    it('needs no means', () =>
      given(opened)
        .when(chargeForGirl({ ageBand: 'child' }))
        .then(ChargeLaid))
    it('needs no means when the victim has come of age since', () =>
      given(opened)
        .when(chargeForGirl({ ageBand: 'adult', childAtTheTime: true }))
        .then(ChargeLaid))
    it('still needs act and purpose', () =>
      given(opened)
        .when(charged({ perVictim: [{ personRef: girl, act: ['receipt'], means: [], purpose: [] }] }, ageOf(girl, { ageBand: 'child' })))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('is named in one charge with an adult for whom means are named', () =>
      given(opened)
        .when(
          charged(
            { perVictim: [...charged().data.perVictim, ...withoutMeans(girl)] },
            { ...victims, victims: { ...victims.victims, ...ageOf(girl, { ageBand: 'child' }).victims } },
          ),
        )
        .then(ChargeLaid))

    it.each([
      { ageBand: 'child', ageDisputed: true } as const,
      { ageBand: 'adult', ageDisputed: true } as const,
      { ageBand: 'unknown', ageDisputed: false } as const,
      { ageBand: 'adult', ageDisputed: true, childAtTheTime: true } as const,
    ])(`${rules.ageNeedsProof.sentence} ($ageBand, disputed: $ageDisputed)`, (age) =>
      given(opened).when(chargeForGirl(age)).then(ChargeLaid, warning(rules.ageNeedsProof)),
    )
  })

  describe(rules.victimIsNotChargedBeforeNonPunishmentIsAssessed.sentence, () => {
    const rule = rules.victimIsNotChargedBeforeNonPunishmentIsAssessed
    const fraud = { accusedRef: mai, offenceCode: 'computerFraud', perVictim: [] }

    it('a charge is refused while nothing is assessed, also before any dossier', () => {
      given(opened).when(charged(fraud)).thenRefusedBy(rule)
      given().when(charged(fraud)).thenRefusedBy(rule)
    })
    it('a charge is refused while the accused is flagged as both victim and suspect', () =>
      given(opened)
        .when(charged(fraud, { ...nobody, conflicts: [mai] }))
        .thenRefusedBy(rule))
    it('a charge is refused when it was decided not to charge the accused', () =>
      given(opened.withAssessed('noCharge')).when(charged(fraud)).thenRefusedBy(rule))
    it('a charge is refused when only administrative liability was assessed', () =>
      given(opened.withAssessed('notDirectlyRelated', { liability: 'administrative' }))
        .when(charged(fraud))
        .thenRefusedBy(rule))
    it('a charge is laid when the acts of the accused were found not directly related', () =>
      given(opened.withAssessed('notDirectlyRelated')).when(charged(fraud)).then(ChargeLaid))
    it('the last assessment of an act counts', () => {
      given(opened.withAssessed('notDirectlyRelated').withAssessed('noCharge')).when(charged(fraud)).thenRefusedBy(rule)
      given(opened.withAssessed('noCharge').withAssessed('notDirectlyRelated')).when(charged(fraud)).then(ChargeLaid)
    })
    describe('a finding on one act does not apply to another act', () => {
      const history = opened.withAssessed('noCharge', { acts: ['computerFraud'] }).withAssessed('notDirectlyRelated', { acts: ['assault'] })
      it('the act that is directly related is not charged', () => given(history).when(charged(fraud)).thenRefusedBy(rule))
      it('the other act is charged', () =>
        given(history)
          .when(charged({ ...fraud, offenceCode: 'assault' }))
          .then(ChargeLaid))
      it('an offence that was not assessed could be for any act, unless the charge names the acts', () => {
        const offence = { ...fraud, offenceCode: 'PH.RPC.266' }
        given(history).when(charged(offence)).thenRefusedBy(rule)
        given(history)
          .when(charged({ ...offence, acts: ['assault'] }))
          .then(ChargeLaid)
        given(history)
          .when(charged({ ...offence, acts: ['assault', 'computerFraud'] }))
          .thenRefusedBy(rule)
        given(history)
          .when(charged({ ...offence, acts: ['robbery'] }))
          .thenRefusedBy(rule)
        given(history)
          .when(charged({ ...fraud, acts: ['assault'] }))
          .thenRefusedBy(rule)
      })
      it('an indictment for the act that is directly related is refused', () => {
        const indicted = opened.withAssessed('noCharge', { acts: ['computerFraud'] }).withCharge(fraud)
        given(indicted.withAssessed('notDirectlyRelated', { acts: ['assault'] }))
          .when(indict([chargeId], victims))
          .thenRefusedBy(rules.victimIsNotIndictedBeforeNonPunishmentIsAssessed)
      })
    })
    it('a charge is laid by court order, and the override is recorded', () =>
      given(opened)
        .when({ ...charged(fraud), overrides: [byCourtOrder(rule.id)], approver: supervisor })
        .then(ChargeLaid, override(rule)))
    it('a charge by court order waits for the approval of a second person', () =>
      given(opened)
        .when({ ...charged(fraud), overrides: [byCourtOrder(rule.id)] })
        .thenAwaitsApproval(rule))
  })
})

describe('filing an indictment', () => {
  const charge = opened.withCharge()

  it('brings live charges before the court', () => given(charge).when(indict()).then(IndictmentFiled))
  it(`${rules.chargeRestsOnDossier.sentence} (indictment)`, () => given().when(indict()).thenRefusedBy(rules.chargeRestsOnDossier))
  it(rules.indictmentIsFiledOnce.sentence, () => given(charge.indicted()).when(indict()).thenRefusedBy(rules.indictmentIsFiledOnce))

  it(rules.indictmentHasLiveCharges.sentence, () => {
    given(charge).when(indict([])).thenRefusedBy(rules.indictmentHasLiveCharges)
    given(charge)
      .when(indict([chargeId, anotherChargeId]))
      .thenRefusedBy(rules.indictmentHasLiveCharges)
  })

  it(rules.eachIndictedChargeHasItsElements.sentence, () => {
    const chargedForGirl = opened.withCharge({ perVictim: withoutMeans(girl) })
    given(chargedForGirl)
      .when(indict([chargeId], ageOf(girl, { ageBand: 'child' })))
      .then(IndictmentFiled)
    given(chargedForGirl)
      .when(indict([chargeId], ageOf(girl, { ageBand: 'adult' })))
      .thenRefusedBy(rules.eachIndictedChargeHasItsElements)
  })

  it(rules.victimIsNotIndictedBeforeNonPunishmentIsAssessed.sentence, () => {
    const rule = rules.victimIsNotIndictedBeforeNonPunishmentIsAssessed
    const sinceIdentified = indict([chargeId], { ...victims, conflicts: [recruiter] })
    given(charge).when(sinceIdentified).thenRefusedBy(rule)
    given(charge)
      .when({ ...sinceIdentified, overrides: [byCourtOrder(rule.id)] })
      .thenAwaitsApproval(rule)
    given(charge)
      .when({ ...sinceIdentified, overrides: [byCourtOrder(rule.id)], approver: supervisor })
      .then(IndictmentFiled, override(rule))
  })
})

describe('the properties of the prosecution decider', () => {
  const age = fc.record({ ageBand: fc.constantFrom('child', 'adult', 'unknown'), ageDisputed: fc.boolean() })
  const someVictims = fc.dictionary(fc.constantFrom(...fewIds), age)
  const known = fc.record({
    victims: someVictims,
    manifestHashOf: fc.constant(Object.fromEntries(fewIds.map((id) => [id, manifestHash]))),
    conflicts: fc.subarray([...fewIds]),
    conditionsOf: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom([], ['thisProceedingOnly'])),
    beforeCourt: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('pending', 'decided', 'open')),
    frozenOrTraced: fc.subarray([...fewIds]),
    decidedOn: fc.dictionary(fc.constantFrom(...fewIds), fc.constant('2016-03-27')),
    isInterlocutory: fc.boolean(),
    informedOfCompensation: fc.boolean(),
    exists: fc.boolean(),
    inForce: fc.boolean(),
    decidedBy: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('p.reyes', 'j.cruz')),
  }) as unknown as fc.Arbitrary<ProsecutionCommand['known']>
  const types = Object.values(prosecutionStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<ProsecutionCommand>(types, known).map((command) =>
    command.name === 'ReceiveDossier' ? { ...command, data: { ...command.data, manifestHash } } : command,
  )

  it('deciding the same command twice changes nothing', () =>
    decidingTwiceChangesNothing(prosecutionStream, commands, { first: [receive()] }))
  it('evolve never throws', () => evolveNeverThrows(prosecutionStream, commands, { first: [receive()] }))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(prosecutionStream, [VictimViewsRecorded, VictimNotified], commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
})
