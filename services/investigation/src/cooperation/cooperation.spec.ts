import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  PoliceCooperationAnswered,
  PoliceCooperationRequested,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
  SpontaneousInformationShared,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  historyNeverViolates,
  NOW,
  override,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { cooperationStream } from './cooperation.stream.ts'
import * as rules from './cooperation.rules.ts'
import type { Consent, CooperationEvent, KnownMechanism, KnownToRequest } from './cooperation.ts'
import { mai, trader } from '../investigation/investigation.fixtures.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

const given = specificationOf(cooperationStream)

const consent: Consent = {
  purposes: ['policeCooperation'],
  recipients: ['my-police'],
  dataCategories: ['identity', 'location'],
  expiresAt: '2027-05-31T16:00:00Z',
}
const agreed: KnownMechanism = { parties: ['PH', 'MY'], channel: 'focalPoint', dataCategories: ['caseFacts', 'identity'], ended: false }
const nobody: KnownToRequest = { opened: true, victims: [], consentsOf: {} }
const consenting = (changes: Partial<Consent> = {}): KnownToRequest => ({
  opened: true,
  victims: [mai],
  consentsOf: { [mai]: [{ ...consent, ...changes }] },
})

const request = (changes: Partial<(typeof RequestPoliceCooperation)['example']> = {}, known: KnownToRequest = nobody) =>
  commandFor(RequestPoliceCooperation, { ...RequestPoliceCooperation.example, mechanismId: undefined, ...changes }, known)
const ofMai = (known: KnownToRequest) => request({ concerns: [mai], dataCategories: ['caseFacts', 'identity'] }, known)
const share = (changes: Partial<(typeof ShareSpontaneousInformation)['example']> = {}, known = nobody) =>
  commandFor(ShareSpontaneousInformation, { ...ShareSpontaneousInformation.example, ...changes }, known)
const answer = (changes: Partial<(typeof RecordPoliceCooperationAnswer)['example']> = {}, executed: string[] = []) =>
  commandFor(RecordPoliceCooperationAnswer, { ...RecordPoliceCooperationAnswer.example, ...changes }, { executed })

const requested: CooperationEvent = { type: PoliceCooperationRequested.type, data: PoliceCooperationRequested.example }
const answered = (outcome: (typeof PoliceCooperationAnswered)['example']['outcome'] = 'answered'): CooperationEvent => ({
  type: PoliceCooperationAnswered.type,
  data: { ...PoliceCooperationAnswered.example, outcome },
})

describe('sending a request to the police of another country', () => {
  it('is recorded', () => given().when(request()).then(PoliceCooperationRequested))
  it(caseIsOpenedFirst.sentence, () =>
    given()
      .when(request({}, { ...nobody, opened: false }))
      .thenRefusedBy(caseIsOpenedFirst),
  )
  it(rules.requestOrInformationIsSentOnce.sentence, () =>
    given([requested]).when(request()).thenRefusedBy(rules.requestOrInformationIsSentOnce),
  )
  it(rules.personalDataNamesDataSubjects.sentence, () =>
    given()
      .when(request({ dataCategories: ['identity'] }))
      .thenRefusedBy(rules.personalDataNamesDataSubjects),
  )

  describe(rules.victimDataGoesAbroadOnlyWithConsent.sentence, () => {
    const rule = rules.victimDataGoesAbroadOnlyWithConsent

    it('the request is sent with a consent that covers it', () => given().when(ofMai(consenting())).then(PoliceCooperationRequested))
    it(rules.sentDataIsRecordedBeforeWithdrawal.sentence, () => {
      given()
        .when(ofMai({ ...consenting(), withdrawnSince: [mai] }))
        .then(PoliceCooperationRequested, warning(rules.sentDataIsRecordedBeforeWithdrawal))
      given()
        .when({ ...ofMai(consenting({ expiresAt: '2026-06-01T00:00:00Z' })), occurredAt: '2026-05-01' })
        .then(PoliceCooperationRequested, warning(rules.sentDataIsRecordedBeforeWithdrawal))
    })
    it('the request is refused without any consent', () =>
      given()
        .when(ofMai({ ...consenting(), consentsOf: {} }))
        .thenRefusedBy(rule))
    it.each<[string, Partial<Consent>]>([
      ['for another purpose', { purposes: ['shelter'] }],
      ['for another recipient', { recipients: ['th-police'] }],
      ['for other kinds of data', { dataCategories: ['location'] }],
      ['that has expired', { expiresAt: NOW }],
      ['that was withdrawn', { purposes: [], recipients: [], dataCategories: [] }],
    ])('the request is refused with a consent %s', (_, changes) =>
      given()
        .when(ofMai(consenting(changes)))
        .thenRefusedBy(rule),
    )
    it('two consents that cover the request only in part do not count as one', () =>
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
    it('facts of the case need no consent', () =>
      given()
        .when(request({ concerns: [mai] }, { ...nobody, victims: [mai] }))
        .then(PoliceCooperationRequested))
    it('personal data of a suspect needs no consent', () =>
      given()
        .when(request({ concerns: [trader], dataCategories: ['identity'] }))
        .then(PoliceCooperationRequested))
    it('the rule is overridden when the life of the victim is at risk, and the override is recorded', () =>
      given()
        .when({
          ...ofMai({ ...consenting(), consentsOf: {} }),
          overrides: [{ ruleId: rule.id, basis: 'vitalInterest', reasonCode: 'heldInCompound' }],
        })
        .then(PoliceCooperationRequested, override(rule)))
  })

  describe(rules.requestStaysWithinItsMechanism.sentence, () => {
    const under = (mechanism: KnownMechanism, changes: Parameters<typeof request>[0] = {}) =>
      request({ mechanismId: RequestPoliceCooperation.example.mechanismId, ...changes }, { ...nobody, mechanism })

    it('a request within the mechanism is sent', () => given().when(under(agreed)).then(PoliceCooperationRequested))
    it.each<[string, Partial<KnownMechanism>]>([
      ['to another country', { parties: ['PH', 'TH'] }],
      ['over another channel', { channel: 'INTERPOL' }],
      ['with other kinds of data', { dataCategories: ['identity'] }],
      ['after it ended', { ended: true }],
    ])('a request is refused %s', (_, changes) =>
      given()
        .when(under({ ...agreed, ...changes }))
        .thenRefusedBy(rules.requestStaysWithinItsMechanism),
    )

    it('a request is sent by a party, and to another one', () => {
      given()
        .when({ ...under(agreed), jurisdiction: 'PH' })
        .then(PoliceCooperationRequested)
      given()
        .when({ ...under(agreed), jurisdiction: 'TH' })
        .thenRefusedBy(rules.requestStaysWithinItsMechanism)
      given()
        .when({ ...under(agreed), jurisdiction: 'MY' })
        .thenRefusedBy(rules.requestStaysWithinItsMechanism)
    })
  })

  it(rules.mechanismIsOnRecord.sentence, () =>
    given()
      .when(request({ mechanismId: RequestPoliceCooperation.example.mechanismId }))
      .then(PoliceCooperationRequested, warning(rules.mechanismIsOnRecord)),
  )
})

describe('the answer of the police of another country', () => {
  it('is recorded', () => given([requested]).when(answer()).then(PoliceCooperationAnswered))
  it(rules.answerHasItsCooperationRequest.sentence, () => given().when(answer()).thenRefusedBy(rules.answerHasItsCooperationRequest))
  it(rules.onlyOpenRequestIsAnswered.sentence, () => {
    given([requested, answered()]).when(answer()).then(PoliceCooperationAnswered, warning(rules.onlyOpenRequestIsAnswered))
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

describe('sending information to the police of another country without a request', () => {
  it('is recorded', () => given().when(share()).then(SpontaneousInformationShared))
  it('needs the consent of the victims, like a request', () =>
    given()
      .when(share({ concerns: [mai], dataCategories: ['location'] }, consenting()))
      .thenRefusedBy(rules.victimDataGoesAbroadOnlyWithConsent))
})

describe('the properties of the cooperation decider', () => {
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
  const commands = anyCommandOf<CommandOfAggregate<typeof cooperationStream>>(types, known)
  const unconsenting = anyCommandOf<CommandOfAggregate<typeof cooperationStream>>(
    types,
    known.map((one) => ({ ...one, victims: fewIds, consentsOf: {} })),
  )

  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(cooperationStream, commands))
  it('evolve never throws', () => evolveNeverThrows(cooperationStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(cooperationStream, [PoliceCooperationAnswered], commands))
  it('no personal data of victims without consent is sent, after any history', () =>
    historyNeverViolates(cooperationStream, unconsenting, (history) =>
      history.filter((event) => 'dataCategories' in event.data && event.data.dataCategories.some((category) => category !== 'caseFacts')),
    ))
})
