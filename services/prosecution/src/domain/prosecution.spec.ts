import {
  AssessNonPunishment,
  ChargeLaid,
  chargingCommands,
  DossierReceived,
  DossierRejected,
  FileIndictment,
  IndictmentFiled,
  LayCharge,
  NonPunishmentAssessed,
  ReceiveDossier,
  victimCommands,
  VictimNotified,
  VictimViewsRecorded,
} from '@case-timeline/contracts'
import {
  anyOf,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  officer,
  override,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { TRAFFICKING_OFFENCES } from './offences.ts'
import { prosecution } from './prosecution.decide.ts'
import {
  aFile,
  ageOf,
  anotherChargeId,
  assess,
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
  recruiter,
  victims,
  withoutMeans,
} from './prosecution.fixtures.ts'
import * as rules from './prosecution.rules.ts'
import type { ProsecutionCommand } from './prosecution.commands.ts'

const given = specificationOf(prosecution)
const opened = aFile().withDossier().withViews('charge')

describe('receiving a dossier', () => {
  it('takes in one whose lists have the hash that police stated', () =>
    given().when(receive()).then({ type: DossierReceived.type, data: { dossierId, manifestHash } }))

  it('rejects one whose lists have another hash, and states both', () =>
    given()
      .when(receive({ foundHash }))
      .then({ type: DossierRejected.type, data: { dossierId, reason: 'manifestMismatch', expectedHash: manifestHash, foundHash } }))

  it(rules.theDossierWasReferred.sentence, () => {
    given().when(receive({}, {})).thenRefusedBy(rules.theDossierWasReferred)
    given()
      .when(receive({ manifestHash: foundHash, foundHash }))
      .thenRefusedBy(rules.theDossierWasReferred)
  })

  it(rules.aDossierIsAnsweredOnce.sentence, () => given(opened).when(receive()).thenRefusedBy(rules.aDossierIsAnsweredOnce))
})

describe('assessing non-punishment', () => {
  it('may come first of all, before any dossier', () => given().when(assess()).then(NonPunishmentAssessed))

  it(rules.anotherPersonApprovesNonPunishment.sentence, () =>
    given()
      .when(assess({ approver: { userId: officer.userId, role: 'supervising-prosecutor' } }))
      .thenRefusedBy(rules.anotherPersonApprovesNonPunishment),
  )

  it(rules.theDecisionFollowsTheFinding.sentence, () => {
    given()
      .when(assess({ directlyRelated: true, decision: 'notDirectlyRelated' }))
      .thenRefusedBy(rules.theDecisionFollowsTheFinding)
    given()
      .when(assess({ directlyRelated: false, decision: 'notDirectlyRelated' }))
      .then(NonPunishmentAssessed)
  })
})

describe('laying a charge', () => {
  it('records it by act, means and purpose for each victim', () => given(opened).when(charged()).then(ChargeLaid))
  it(rules.aChargeRestsOnADossier.sentence, () => given().when(charged()).thenRefusedBy(rules.aChargeRestsOnADossier))
  it(rules.aChargeIsLaidOnce.sentence, () => given(opened.withCharge()).when(charged()).thenRefusedBy(rules.aChargeIsLaidOnce))

  describe(rules.chargeNeedsActMeansAndPurpose.sentence, () => {
    const lacking = (element: 'act' | 'means' | 'purpose') =>
      charged({ perVictim: charged().data.perVictim.map((one) => ({ ...one, [element]: [] })) })

    it.each(['act', 'means', 'purpose'] as const)('refused without %s', (element) =>
      given(opened).when(lacking(element)).thenRefusedBy(rules.chargeNeedsActMeansAndPurpose),
    )
    it('refused without a victim', () =>
      given(opened)
        .when(charged({ perVictim: [] }))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('refused without means for a person whose age nobody stated', () =>
      given(opened)
        .when(charged({ perVictim: withoutMeans(mai) }, nobody))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('which offences are trafficking is the policy’s to say', () => {
      const without = charged({ offenceCode: 'ZZ.1', perVictim: [] })
      given(opened).when(without).then(ChargeLaid)
      given(opened)
        .when({ ...without, policy })
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose)
    })
    it('no other offence is asked for them', () =>
      given(opened)
        .when(charged({ offenceCode: 'computerFraud', perVictim: [] }))
        .then(ChargeLaid))
    it('which offences are trafficking no lawyer has read yet', () => expect(TRAFFICKING_OFFENCES.reviewed).toBe(false))
  })

  describe('for a victim who was under 18', () => {
    const ofTheGirl = (age: Parameters<typeof ageOf>[1]) => charged({ perVictim: withoutMeans(girl) }, ageOf(girl, age))

    it('needs no means', () =>
      given(opened)
        .when(ofTheGirl({ ageBand: 'child' }))
        .then(ChargeLaid))
    it('nor when she has come of age since', () =>
      given(opened)
        .when(ofTheGirl({ ageBand: 'adult', childAtTheTime: true }))
        .then(ChargeLaid))
    it('still needs act and purpose', () =>
      given(opened)
        .when(charged({ perVictim: [{ personRef: girl, act: ['receipt'], means: [], purpose: [] }] }, ageOf(girl, { ageBand: 'child' })))
        .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
    it('stands beside an adult for whom means are named, in one charge', () =>
      given(opened)
        .when(
          charged(
            { perVictim: [...charged().data.perVictim, ...withoutMeans(girl)] },
            { victims: { ...victims.victims, ...ageOf(girl, { ageBand: 'child' }).victims }, conflicts: [] },
          ),
        )
        .then(ChargeLaid))

    it.each([
      { ageBand: 'child', ageDisputed: true } as const,
      { ageBand: 'adult', ageDisputed: true } as const,
      { ageBand: 'unknown', ageDisputed: false } as const,
      { ageBand: 'adult', ageDisputed: true, childAtTheTime: true } as const,
    ])(`${rules.ageNeedsProof.sentence} ($ageBand, disputed: $ageDisputed)`, (age) =>
      given(opened).when(ofTheGirl(age)).then(ChargeLaid, warning(rules.ageNeedsProof)),
    )
  })

  describe(rules.aVictimIsNotChargedBeforeNonPunishmentIsAssessed.sentence, () => {
    const rule = rules.aVictimIsNotChargedBeforeNonPunishmentIsAssessed
    const fraud = { accusedRef: mai, offenceCode: 'computerFraud', perVictim: [] }

    it('refused while nothing is assessed, also before any dossier', () => {
      given(opened).when(charged(fraud)).thenRefusedBy(rule)
      given().when(charged(fraud)).thenRefusedBy(rule)
    })
    it('refused while she is flagged as victim and suspect at once', () =>
      given(opened)
        .when(charged(fraud, { victims: {}, conflicts: [mai] }))
        .thenRefusedBy(rule))
    it('refused when it was decided not to charge her', () =>
      given(opened.withAssessed('noCharge')).when(charged(fraud)).thenRefusedBy(rule))
    it('refused when only her administrative liability was assessed', () =>
      given(opened.withAssessed('notDirectlyRelated', { liability: 'administrative' }))
        .when(charged(fraud))
        .thenRefusedBy(rule))
    it('laid when her acts were found not directly related', () =>
      given(opened.withAssessed('notDirectlyRelated')).when(charged(fraud)).then(ChargeLaid))
    it('the last assessment of an act counts', () => {
      given(opened.withAssessed('notDirectlyRelated').withAssessed('noCharge')).when(charged(fraud)).thenRefusedBy(rule)
      given(opened.withAssessed('noCharge').withAssessed('notDirectlyRelated')).when(charged(fraud)).then(ChargeLaid)
    })
    describe('what is found of one act says nothing of another', () => {
      const history = opened.withAssessed('noCharge', { acts: ['computerFraud'] }).withAssessed('notDirectlyRelated', { acts: ['assault'] })
      it('the act that is directly related stays uncharged', () => given(history).when(charged(fraud)).thenRefusedBy(rule))
      it('the other is charged', () =>
        given(history)
          .when(charged({ ...fraud, offenceCode: 'assault' }))
          .then(ChargeLaid))
      it('an offence under a code of its own could be for any act, unless the charge says for which', () => {
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
      it('and the indictment keeps to it', () => {
        const indicted = opened.withAssessed('noCharge', { acts: ['computerFraud'] }).withCharge(fraud)
        given(indicted.withAssessed('notDirectlyRelated', { acts: ['assault'] }))
          .when(indict([chargeId], victims))
          .thenRefusedBy(rules.aVictimIsNotIndictedBeforeNonPunishmentIsAssessed)
      })
    })
    it('set aside by order of a court, and that is recorded', () =>
      given(opened)
        .when({ ...charged(fraud), overrides: [byCourtOrder(rule.id)] })
        .then(ChargeLaid, override(rule)))
  })
})

describe('filing an indictment', () => {
  const charge = opened.withCharge()

  it('brings live charges before the court', () => given(charge).when(indict()).then(IndictmentFiled))
  it(`${rules.aChargeRestsOnADossier.sentence} (indictment)`, () => given().when(indict()).thenRefusedBy(rules.aChargeRestsOnADossier))
  it(rules.anIndictmentIsFiledOnce.sentence, () => given(charge.indicted()).when(indict()).thenRefusedBy(rules.anIndictmentIsFiledOnce))

  it(rules.anIndictmentHasLiveCharges.sentence, () => {
    given(charge).when(indict([])).thenRefusedBy(rules.anIndictmentHasLiveCharges)
    given(charge)
      .when(indict([chargeId, anotherChargeId]))
      .thenRefusedBy(rules.anIndictmentHasLiveCharges)
  })

  it(rules.eachChargeOfTheIndictmentHasItsElements.sentence, () => {
    const ofTheGirl = opened.withCharge({ perVictim: withoutMeans(girl) })
    given(ofTheGirl)
      .when(indict([chargeId], ageOf(girl, { ageBand: 'child' })))
      .then(IndictmentFiled)
    given(ofTheGirl)
      .when(indict([chargeId], ageOf(girl, { ageBand: 'adult' })))
      .thenRefusedBy(rules.eachChargeOfTheIndictmentHasItsElements)
  })

  it(rules.aVictimIsNotIndictedBeforeNonPunishmentIsAssessed.sentence, () => {
    const rule = rules.aVictimIsNotIndictedBeforeNonPunishmentIsAssessed
    const sinceIdentified = indict([chargeId], { ...victims, conflicts: [recruiter] })
    given(charge).when(sinceIdentified).thenRefusedBy(rule)
    given(charge)
      .when({ ...sinceIdentified, overrides: [byCourtOrder(rule.id)] })
      .then(IndictmentFiled, override(rule))
  })
})

describe('the laws of the prosecution', () => {
  const age = fc.record({ ageBand: fc.constantFrom('child', 'adult', 'unknown'), ageDisputed: fc.boolean() })
  const someVictims = fc.dictionary(fc.constantFrom(...fewIds), age)
  const known = fc.record({
    victims: someVictims,
    manifestHashOf: fc.constant(Object.fromEntries(fewIds.map((id) => [id, manifestHash]))),
    conflicts: fc.subarray([...fewIds]),
    conditionsOf: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom([], ['thisProceedingOnly'])),
    frozenOrTraced: fc.subarray([...fewIds]),
    decidedOn: fc.dictionary(fc.constantFrom(...fewIds), fc.constant('2016-03-27')),
    informedOfCompensation: fc.boolean(),
    exists: fc.boolean(),
    stands: fc.boolean(),
    decidedBy: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('p.reyes', 'j.cruz')),
  }) as unknown as fc.Arbitrary<ProsecutionCommand['known']>
  const types = [ReceiveDossier, AssessNonPunishment, LayCharge, FileIndictment, ...chargingCommands, ...victimCommands]
  const commands = anyOf<ProsecutionCommand>(types, known).map((command) =>
    command.name === 'ReceiveDossier' ? { ...command, data: { ...command.data, manifestHash } } : command,
  )

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(prosecution, commands, { first: [receive()] }))
  it('evolve never throws', () => evolveNeverThrows(prosecution, commands, { first: [receive()] }))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(prosecution, [VictimViewsRecorded, VictimNotified], commands))
  it('each rule has one name', () => rulesHaveOneName('prosecution', rules))
})
