import {
  PoliceCooperationAnswered,
  PoliceCooperationRequested,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
  SpontaneousInformationShared,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  neverViolated,
  NOW,
  override,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { cooperation } from './cooperation.decide.ts'
import * as rules from './cooperation.rules.ts'
import type { Consent, CooperationCommand, CooperationFact, KnownMechanism, KnownToRequest } from './cooperation.ts'
import { mai, trader } from './investigation.fixtures.ts'

const given = specificationOf(cooperation)

const consent: Consent = {
  purposes: ['policeCooperation'],
  recipients: ['my-police'],
  dataCategories: ['identity', 'location'],
  expiresAt: '2027-05-31T16:00:00Z',
}
const agreed: KnownMechanism = { parties: ['PH', 'MY'], channel: 'focalPoint', dataCategories: ['caseFacts', 'identity'], ended: false }
const nobody: KnownToRequest = { opened: true, victims: [], consentsOf: {} }
const consenting = (but: Partial<Consent> = {}): KnownToRequest => ({
  opened: true,
  victims: [mai],
  consentsOf: { [mai]: [{ ...consent, ...but }] },
})

const request = (but: Partial<(typeof RequestPoliceCooperation)['example']> = {}, known: KnownToRequest = nobody) =>
  commanded(RequestPoliceCooperation, { ...RequestPoliceCooperation.example, mechanismId: undefined, ...but }, known)
const ofMai = (known: KnownToRequest) => request({ concerns: [mai], dataCategories: ['caseFacts', 'identity'] }, known)
const share = (but: Partial<(typeof ShareSpontaneousInformation)['example']> = {}, known = nobody) =>
  commanded(ShareSpontaneousInformation, { ...ShareSpontaneousInformation.example, ...but }, known)
const answer = (but: Partial<(typeof RecordPoliceCooperationAnswer)['example']> = {}, executed: string[] = []) =>
  commanded(RecordPoliceCooperationAnswer, { ...RecordPoliceCooperationAnswer.example, ...but }, { executed })

const requested: CooperationFact = { type: PoliceCooperationRequested.type, data: PoliceCooperationRequested.example }
const answered = (outcome: (typeof PoliceCooperationAnswered)['example']['outcome'] = 'answered'): CooperationFact => ({
  type: PoliceCooperationAnswered.type,
  data: { ...PoliceCooperationAnswered.example, outcome },
})

describe('asking the police of another country', () => {
  it('is recorded', () => given().when(request()).then(PoliceCooperationRequested))
  it(rules.cooperationBelongsToAnOpenedCase.sentence, () =>
    given()
      .when(request({}, { ...nobody, opened: false }))
      .thenRefusedBy(rules.cooperationBelongsToAnOpenedCase),
  )
  it(rules.whatLeavesIsSentOnce.sentence, () => given([requested]).when(request()).thenRefusedBy(rules.whatLeavesIsSentOnce))
  it(rules.personalDataNamesWhomItConcerns.sentence, () =>
    given()
      .when(request({ dataCategories: ['identity'] }))
      .thenRefusedBy(rules.personalDataNamesWhomItConcerns),
  )

  describe(rules.aVictimsDataGoesAbroadOnlyWithHerConsent.sentence, () => {
    const rule = rules.aVictimsDataGoesAbroadOnlyWithHerConsent

    it('goes with a consent that covers it', () => given().when(ofMai(consenting())).then(PoliceCooperationRequested))
    it('refused without any', () =>
      given()
        .when(ofMai({ ...consenting(), consentsOf: {} }))
        .thenRefusedBy(rule))
    it.each<[string, Partial<Consent>]>([
      ['for another purpose', { purposes: ['shelter'] }],
      ['for another recipient', { recipients: ['th-police'] }],
      ['for other kinds of data', { dataCategories: ['location'] }],
      ['that has expired', { expiresAt: NOW }],
      ['that was withdrawn', { purposes: [], recipients: [], dataCategories: [] }],
    ])('refused with a consent %s', (_, but) =>
      given()
        .when(ofMai(consenting(but)))
        .thenRefusedBy(rule),
    )
    it('two consents do not add up to one', () =>
      given()
        .when(
          ofMai({
            ...nobody,
            victims: [mai],
            consentsOf: {
              [mai]: [
                { ...consent, recipients: ['th-police'] },
                { ...consent, dataCategories: ['location'] },
              ],
            },
          }),
        )
        .thenRefusedBy(rule))
    it('facts of the case need none', () =>
      given()
        .when(request({ concerns: [mai] }, { ...nobody, victims: [mai] }))
        .then(PoliceCooperationRequested))
    it('nor does what concerns a suspect', () =>
      given()
        .when(request({ concerns: [trader], dataCategories: ['identity'] }))
        .then(PoliceCooperationRequested))
    it('set aside where her life is at stake, and that is recorded', () =>
      given()
        .when({
          ...ofMai({ ...consenting(), consentsOf: {} }),
          overrides: [{ ruleId: rule.id, basis: 'vitalInterest', reasonCode: 'heldInCompound' }],
        })
        .then(PoliceCooperationRequested, override(rule)))
  })

  describe(rules.aRequestStaysWithinItsMechanism.sentence, () => {
    const under = (mechanism: KnownMechanism, but: Parameters<typeof request>[0] = {}) =>
      request({ mechanismId: RequestPoliceCooperation.example.mechanismId, ...but }, { ...nobody, mechanism })

    it('goes through within it', () => given().when(under(agreed)).then(PoliceCooperationRequested))
    it.each<[string, Partial<KnownMechanism>]>([
      ['to another country', { parties: ['PH', 'TH'] }],
      ['over another channel', { channel: 'INTERPOL' }],
      ['with other kinds of data', { dataCategories: ['identity'] }],
      ['after it ended', { ended: true }],
    ])('refused %s', (_, but) =>
      given()
        .when(under({ ...agreed, ...but }))
        .thenRefusedBy(rules.aRequestStaysWithinItsMechanism),
    )
  })

  it(rules.theMechanismIsOnRecord.sentence, () =>
    given()
      .when(request({ mechanismId: RequestPoliceCooperation.example.mechanismId }))
      .then(PoliceCooperationRequested, warning(rules.theMechanismIsOnRecord)),
  )
})

describe('the answer of the police of another country', () => {
  it('is recorded', () => given([requested]).when(answer()).then(PoliceCooperationAnswered))
  it(rules.anAnswerHasItsCooperationRequest.sentence, () => given().when(answer()).thenRefusedBy(rules.anAnswerHasItsCooperationRequest))
  it(rules.onlyAnOpenRequestIsAnswered.sentence, () => {
    given([requested, answered()]).when(answer()).then(PoliceCooperationAnswered, warning(rules.onlyAnOpenRequestIsAnswered))
    given([requested, answered('partlyAnswered')])
      .when(answer())
      .then(PoliceCooperationAnswered)
  })
  it(rules.policeMaterialIsIntelligence.sentence, () => {
    const asEvidence = { materialClass: 'evidential' } as const
    given([requested]).when(answer(asEvidence)).then(PoliceCooperationAnswered, warning(rules.policeMaterialIsIntelligence))
    const certified = { ...asEvidence, certifiedBy: mai }
    given([requested])
      .when(answer(certified, [trader]))
      .then(PoliceCooperationAnswered, warning(rules.policeMaterialIsIntelligence))
    given([requested])
      .when(answer(certified, [mai]))
      .then(PoliceCooperationAnswered)
  })
})

describe('telling the police of another country unasked', () => {
  it('is recorded', () => given().when(share()).then(SpontaneousInformationShared))
  it('asks for the consent of the victims as a request does', () =>
    given()
      .when(share({ concerns: [mai], dataCategories: ['location'] }, consenting()))
      .thenRefusedBy(rules.aVictimsDataGoesAbroadOnlyWithHerConsent))
})

describe('the laws of cooperation', () => {
  const few = fc.subarray([...fewIds])
  const consents = fc.array(
    fc.record({
      purposes: fc.subarray(['policeCooperation']),
      recipients: fc.subarray(['a', 'my-police']),
      dataCategories: fc.subarray(['identity', 'location']),
      expiresAt: fc.constantFrom('2016-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
    }),
    { maxLength: 2 },
  )
  const known = fc.record({
    opened: fc.boolean(),
    victims: few,
    consentsOf: fc.dictionary(fc.constantFrom(...fewIds), consents),
    mechanism: fc.constantFrom(undefined, agreed, { ...agreed, ended: true }),
    executed: few,
  })
  const types = [RequestPoliceCooperation, RecordPoliceCooperationAnswer, ShareSpontaneousInformation]
  const commands = anyOf<CooperationCommand>(types, known)
  const unconsenting = anyOf<CooperationCommand>(
    types,
    known.map((one) => ({ ...one, victims: fewIds, consentsOf: {} })),
  )

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(cooperation, commands))
  it('evolve never throws', () => evolveNeverThrows(cooperation, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(cooperation, [PoliceCooperationAnswered], commands))
  it('nothing personal leaves of victims who did not consent, whatever came before', () =>
    neverViolated(cooperation, unconsenting, (history) =>
      history.filter((event) => 'dataCategories' in event.data && event.data.dataCategories.some((category) => category !== 'caseFacts')),
    ))
})
