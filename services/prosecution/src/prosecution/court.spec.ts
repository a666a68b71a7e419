import {
  AppealLodged,
  ConfiscationSought,
  DisclosureMade,
  LodgeAppeal,
  MakeDisclosure,
  PleaAgreementReached,
  RecordPleaAgreement,
  SeekConfiscation,
} from '@case-timeline/contracts'
import { commandFor, override, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './court.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { aFile, anotherChargeId, byCourtOrder, chargeId, girl, mai, policy } from './prosecution.fixtures.ts'
import type { ProsecutionEvent } from './prosecution.ts'

const { appealIsRecordedByOneSector } = rules
const given = specificationOf(prosecutionStream)

describe('a disclosure', () => {
  const { items } = MakeDisclosure.example
  const disclose = (changes: Partial<(typeof MakeDisclosure)['example']> = {}, conditions: string[] = []) =>
    commandFor(
      MakeDisclosure,
      { ...MakeDisclosure.example, ...changes },
      { conditionsOf: Object.fromEntries(items.map((id) => [id, conditions])) },
    )
  const made: ProsecutionEvent = { type: DisclosureMade.type, data: DisclosureMade.example }

  it('is recorded', () => given().when(disclose()).then(DisclosureMade))
  it.each(['identity', 'contact', 'location', 'family'] as const)(
    `${rules.disclosureKeepsIdentityConfidential.sentence}: %s`,
    (category) => {
      const rule = rules.disclosureKeepsIdentityConfidential
      const identifyingData = { victimData: [category] }
      given().when(disclose(identifyingData)).thenRefusedBy(rule)
      given()
        .when(disclose({ ...identifyingData, courtOrderRef: 'RTC-2026-88' }))
        .then(DisclosureMade)
      given()
        .when({ ...disclose(identifyingData), overrides: [byCourtOrder(rule.id)] })
        .then(DisclosureMade, override(rule))
    },
  )
  it(rules.foreignConditionsBindLaterUse.sentence, () => {
    given()
      .when(disclose({}, ['thisProceedingOnly']))
      .thenRefusedBy(rules.foreignConditionsBindLaterUse)
    given()
      .when(disclose({ conditionsObserved: ['thisProceedingOnly'] }, ['thisProceedingOnly']))
      .then(DisclosureMade)
  })
  it(rules.disclosureIsMadeOnce.sentence, () => given([made]).when(disclose()).thenRefusedBy(rules.disclosureIsMadeOnce))
})

describe('seeking confiscation', () => {
  const { assetIds } = SeekConfiscation.example
  const seek = (frozenOrTraced: string[] = assetIds) => commandFor(SeekConfiscation, SeekConfiscation.example, { frozenOrTraced })

  it('is recorded', () => given().when(seek()).then(ConfiscationSought))
  it(rules.onlyTracedOrFrozenAssetsAreConfiscated.sentence, () =>
    given().when(seek([])).thenRefusedBy(rules.onlyTracedOrFrozenAssetsAreConfiscated),
  )
})

describe('lodging an appeal', () => {
  const { against, appealId } = LodgeAppeal.example
  const lodge = (occurredAt: string, decidedOn: Readonly<Record<string, string>> = { [against]: '2026-05-04' }, isInterlocutory = false) =>
    commandFor(LodgeAppeal, LodgeAppeal.example, { decidedOn, isInterlocutory }, { occurredAt, policy })

  it('is recorded', () => given().when(lodge('2026-05-05')).then(AppealLodged))
  it(rules.appealIsAgainstCourtDecision.sentence, () =>
    given().when(lodge('2026-05-05', {})).then(AppealLodged, warning(rules.appealIsAgainstCourtDecision)),
  )

  describe(rules.appealIsLodgedInTime.sentence, () => {
    const rule = rules.appealIsLodgedInTime
    it('an appeal on the last day is accepted', () => given().when(lodge('2026-05-19')).then(AppealLodged))
    it('an appeal on the day after is recorded with a warning: the court decides that it is late', () =>
      given().when(lodge('2026-05-20')).then(AppealLodged, warning(rule)))
    it('the days are counted across the end of a year', () => {
      given()
        .when(lodge('2026-01-08', { [against]: '2025-12-24T09:00:00Z' }))
        .then(AppealLodged)
      given()
        .when(lodge('2026-01-09', { [against]: '2025-12-24T09:00:00Z' }))
        .then(AppealLodged, warning(rule))
    })
    it('does not apply to a request to reopen a final judgment, but to a cassation', () => {
      const by = (remedy: 'reopening' | 'cassation') => ({ ...lodge('2026-09-20'), data: { ...LodgeAppeal.example, remedy } })
      given().when(by('reopening')).then(AppealLodged)
      given().when(by('cassation')).then(AppealLodged, warning(rule))
    })
    it('does not apply to an appeal against a decision on bail or evidence, or another that is no judgment', () =>
      given()
        .when(lodge('2026-09-20', {}, true))
        .then(AppealLodged))
    it('the time limit is not checked when the policy sets no days or the day of the decision is not known', () => {
      given()
        .when({ ...lodge('2026-09-20'), policy: undefined })
        .then(AppealLodged)
      given()
        .when(lodge('2026-09-20', { [against]: '' }))
        .then(AppealLodged)
      given()
        .when(lodge('2024-06-01', { [against]: '2024-03-01' }))
        .then(AppealLodged)
    })
  })

  it(`${appealIsRecordedByOneSector.sentence}, with a warning that names what the registry of the court recorded`, () => {
    const known = { decidedOn: { [against]: '2026-05-04' }, isInterlocutory: false, sameElsewhere: [anotherChargeId] }
    given()
      .when(commandFor(LodgeAppeal, LodgeAppeal.example, known, { occurredAt: '2026-05-05', policy }))
      .then(AppealLodged, warning(appealIsRecordedByOneSector))
  })

  it(rules.appealIsLodgedOnce.sentence, () =>
    given([{ type: AppealLodged.type, data: { ...AppealLodged.example, appealId } }])
      .when(lodge('2026-05-05'))
      .thenRefusedBy(rules.appealIsLodgedOnce),
  )
})

describe('an agreement about a plea', () => {
  const agree = (changes: Partial<(typeof RecordPleaAgreement)['example']> = {}) =>
    commandFor(RecordPleaAgreement, { ...RecordPleaAgreement.example, chargeIds: [chargeId], ...changes }, {})
  const reached: ProsecutionEvent = { type: PleaAgreementReached.type, data: PleaAgreementReached.example }
  const girls = { chargeId: anotherChargeId, perVictim: [{ personRef: girl, act: [], means: [], purpose: [] }] }
  const charged = aFile().withDossier().withCharge()

  const heard = charged.withViews('pleaAgreement', [mai])

  it('is recorded without a warning when the victims were asked for their views', () =>
    given(heard).when(agree()).then(PleaAgreementReached))
  it(rules.pleaAgreementIsRecordedOnce.sentence, () => {
    given([...heard, reached])
      .when(agree())
      .thenRefusedBy(rules.pleaAgreementIsRecordedOnce)
  })
  it(`${rules.victimsAreHeardBeforePleaAgreement.sentence}; otherwise it is recorded with a warning`, () => {
    given(charged).when(agree()).then(PleaAgreementReached, warning(rules.victimsAreHeardBeforePleaAgreement))
    given(charged.withViews('charge', [mai]))
      .when(agree())
      .then(PleaAgreementReached, warning(rules.victimsAreHeardBeforePleaAgreement))
  })
  it('concerns the victims of a charge that is to be withdrawn, who may have been asked about that', () => {
    const history = charged.withCharge(girls).withViews('pleaAgreement', [mai])
    const withdraws = agree({ chargesToWithdraw: [anotherChargeId] })
    given(history).when(withdraws).then(PleaAgreementReached, warning(rules.victimsAreHeardBeforePleaAgreement))
    given(history.withViews('withdrawal', [girl]))
      .when(withdraws)
      .then(PleaAgreementReached)
  })
  it(`${rules.pleaIsAgreedWithCounsel.sentence}; otherwise it is recorded with a warning`, () =>
    given(charged.withViews('pleaAgreement', [mai]))
      .when(agree({ withCounsel: false }))
      .then(PleaAgreementReached, warning(rules.pleaIsAgreedWithCounsel)))
})

it('the id of each rule on court proceedings matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
