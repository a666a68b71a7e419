import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  CertifyEvidence,
  CollectEvidence,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  TransferEvidenceCustody,
  type RecordedFact,
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
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { evidenceStream } from './evidence.stream.ts'
import * as rules from './evidence.rules.ts'
import { evolve, notCollected, type Evidence, type EvidenceEvent, type Handover } from './evidence.ts'
import { collect } from '../investigation/investigation.fixtures.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

const given = specificationOf(evidenceStream)
const collected: EvidenceEvent = { type: EvidenceCollected.type, data: { ...EvidenceCollected.example, custodian: 'ph-police' } }
const custodyTransferred = (changes: Partial<Handover> = {}): EvidenceEvent => ({
  type: EvidenceCustodyTransferred.type,
  data: { ...EvidenceCustodyTransferred.example, ...changes },
})
const handOver = (changes: Partial<Handover> = {}) =>
  commandFor(TransferEvidenceCustody, { ...TransferEvidenceCustody.example, ...changes }, { opened: true, measures: [] })

describe('collecting evidence', () => {
  it('is recorded in the custody of the recording agency, unless it names another custodian', () => {
    const inCustodyOf = (custodian: string) => ({ type: EvidenceCollected.type, data: { ...collect().data, custodian } })
    given().when(collect()).then(inCustodyOf('ph-police'))
    given()
      .when(collect({ custodian: 'ph-forensic-laboratory' }))
      .then(inCustodyOf('ph-forensic-laboratory'))
  })
  it(caseIsOpenedFirst.sentence, () =>
    given()
      .when(collect({}, { opened: false }))
      .thenRefusedBy(caseIsOpenedFirst),
  )
  it(rules.itemIsCollectedOnce.sentence, () => given([collected]).when(collect()).thenRefusedBy(rules.itemIsCollectedOnce))
  it(rules.digitalItemHasHash.sentence, () => {
    given()
      .when(collect({ sha256: undefined }))
      .then(EvidenceCollected, warning(rules.digitalItemHasHash))
    given()
      .when(collect({ kind: 'document', sha256: undefined }))
      .then(EvidenceCollected)
  })

  describe(rules.evidenceUnderWarrantIsAuthorised.sentence, () => {
    const unauthorised = [EvidenceCollected, warning(rules.evidenceUnderWarrantIsAuthorised)] as const

    it('a warning is raised when no measure was authorised', () =>
      given()
        .when(collect({}, { measures: [] }))
        .then(...unauthorised))
    it('a warning is raised when each authorisation had ended', () =>
      given()
        .when({ ...collect({}, { measures: [{ validUntil: '2026-03-26T00:00:00Z' }] }), occurredAt: '2026-03-27' })
        .then(...unauthorised))
    it('no warning is raised on the last day', () =>
      given()
        .when({ ...collect({}, { measures: [{ validUntil: '2026-03-27T00:00:00Z' }] }), occurredAt: '2026-03-27' })
        .then(EvidenceCollected))
    it('a warning is raised when the measure was authorised only afterwards', () => {
      const from = (day: string) => ({
        ...collect({}, { measures: [{ from: day, validUntil: '2026-12-31T00:00:00Z' }] }),
        occurredAt: '2026-11-01',
      })
      given()
        .when(from('2026-11-10'))
        .then(...unauthorised)
      given().when(from('2026-11-01')).then(EvidenceCollected)
    })
    it('no authorisation is needed for evidence that was given by consent', () =>
      given()
        .when(collect({ authority: 'consent' }, { measures: [] }))
        .then(EvidenceCollected))
  })
})

describe('handing evidence over', () => {
  it('is recorded', () => given([collected]).when(handOver()).then(EvidenceCustodyTransferred))
  it('goes from custodian to custodian', () =>
    given([collected, custodyTransferred()])
      .when(handOver({ from: 'ph-forensic-laboratory', to: 'ph-prosecution' }))
      .then(EvidenceCustodyTransferred))

  it(rules.itemIsCollectedBeforeHandover.sentence, () => given().when(handOver()).thenRefusedBy(rules.itemIsCollectedBeforeHandover))

  it(rules.onlyCustodianHandsOver.sentence, () => {
    const broken = [EvidenceCustodyTransferred, warning(rules.onlyCustodianHandsOver)] as const
    given([collected, custodyTransferred()])
      .when(handOver({ from: 'ph-police', to: 'ph-prosecution' }))
      .then(...broken)
    given([collected])
      .when(handOver({ from: 'th-private-lab' }))
      .then(...broken)
  })

  it(rules.itemKeepsItsContent.sentence, () => {
    const sha256 = '0'.repeat(64)
    given([collected]).when(handOver({ sha256 })).then(EvidenceCustodyTransferred, warning(rules.itemKeepsItsContent))
    given([custodyTransferred(), collected])
      .when(handOver({ sha256: undefined }))
      .then(EvidenceCustodyTransferred)
  })
})

describe('a handover that is recorded late', () => {
  const on = <T extends object>(occurredAt: string, fact: T) => ({ ...fact, occurredAt })
  const [toLab, toStore] = [
    on('2016-03-28', custodyTransferred({ from: 'ph-police', to: 'ph-forensic-laboratory' })),
    on('2016-05-10', custodyTransferred({ from: 'ph-attic', to: 'ph-store' })),
  ]
  const fromLabToAttic = handOver({ from: 'ph-forensic-laboratory', to: 'ph-attic' })
  const broken = [EvidenceCustodyTransferred, warning(rules.onlyCustodianHandsOver)] as const

  it('is made by who had the item then, to who had it next', () => {
    given([collected, toStore, toLab]).when(on('2016-04-01', fromLabToAttic)).then(EvidenceCustodyTransferred)
    given([collected, toStore, toLab])
      .when(on('2016-03-01', fromLabToAttic))
      .then(...broken)
    given([collected, toStore, toLab])
      .when(on('2016-04-01', handOver({ from: 'ph-forensic-laboratory', to: 'ph-police' })))
      .then(...broken)
  })
  it('closes the gap in the chain of custody, and opens one', () => {
    const stageAfter = (...handovers: readonly EvidenceEvent[]) =>
      [collected, ...handovers].reduce<Evidence>((item, event) => evolve(item, event as RecordedFact<EvidenceEvent>), notCollected).stage
    const late = on('2016-04-01', custodyTransferred({ from: 'ph-forensic-laboratory', to: 'ph-attic' }))
    expect(stageAfter(toLab, toStore)).toBe('custodyBroken')
    for (const order of [
      [toLab, toStore, late],
      [late, toStore, toLab],
    ])
      expect(stageAfter(...order)).toBe('inCustody')
    const fromLab = on('2016-05-10', custodyTransferred({ from: 'ph-forensic-laboratory', to: 'ph-store' }))
    expect(stageAfter(toLab, fromLab)).toBe('inCustody')
    expect(stageAfter(toLab, fromLab, late)).toBe('custodyBroken')
  })
  it('is another one if the item came back in between, and one of two zones is before the other by the moment', () => {
    const given = (from: string, to: string, occurredAt?: string) => ({ ...custodyTransferred({ from, to }), occurredAt })
    const after = (...handovers: readonly EvidenceEvent[]) =>
      [collected, ...handovers].reduce<Evidence>((item, event) => evolve(item, event as RecordedFact<EvidenceEvent>), notCollected)
    for (const day of [undefined, '2016-04-01']) {
      const back = [given('ph-police', 'ph-lab', day), given('ph-lab', 'ph-police', day), given('ph-police', 'ph-lab', day)]
      expect(after(...back)).toMatchObject({ custodian: 'ph-lab', stage: 'inCustody' })
      expect(after(...back, back[2] as EvidenceEvent)).toMatchObject({ custodian: 'ph-lab', stage: 'inCustody' })
    }
    const abroad = [given('ph-police', 'ph-lab', '2016-04-02T00:10:00+08:00'), given('ph-lab', 'th-lab', '2016-04-01T23:50:00+07:00')]
    expect(after(...abroad)).toMatchObject({ custodian: 'th-lab', stage: 'inCustody' })
  })
  it('is before one of a later hour of the day, and after nothing that states no time', () => {
    const hour = (text: string, from: string, to: string) => on(`2016-04-01T${text}:00+08:00`, custodyTransferred({ from, to }))
    const morning = hour('09:00', 'ph-police', 'ph-forensic-laboratory')
    const evening = hour('18:00', 'ph-forensic-laboratory', 'ph-store')
    const handedOver = on('2016-04-02', handOver({ from: 'ph-store', to: 'ph-prosecution' }))
    given([collected, evening, morning]).when(handedOver).then(EvidenceCustodyTransferred)
    given([collected, custodyTransferred({ from: 'ph-police', to: 'ph-store' })])
      .when(handedOver)
      .then(EvidenceCustodyTransferred)
  })
})

describe('certifying an item from the police of another country', () => {
  const certify = (changes: Partial<(typeof CertifyEvidence)['example']> = {}) =>
    commandFor(CertifyEvidence, { ...CertifyEvidence.example, ...changes }, { opened: true, measures: [] })

  it('is recorded, for each request that certifies it', () => {
    given([collected]).when(certify()).then(EvidenceCertified)
    given([collected, { type: EvidenceCertified.type, data: EvidenceCertified.example }])
      .when(certify({ requestId: 'a0000000-0000-4000-8000-000000000001' }))
      .then(EvidenceCertified)
  })
  it(rules.onlyCollectedItemIsCertified.sentence, () => given().when(certify()).thenRefusedBy(rules.onlyCollectedItemIsCertified))
  it(rules.certifiedItemMatchesCollectedItem.sentence, () =>
    given([collected])
      .when(certify({ sha256: '0'.repeat(64) }))
      .then(EvidenceCertified, warning(rules.certifiedItemMatchesCollectedItem)),
  )
  it('does not change the custodian', () =>
    given([collected, custodyTransferred(), { type: EvidenceCertified.type, data: EvidenceCertified.example }])
      .when(handOver({ from: 'ph-police', to: 'ph-prosecution' }))
      .then(EvidenceCustodyTransferred, warning(rules.onlyCustodianHandsOver)))
})

describe('the properties of the evidence decider', () => {
  const known = fc.record({
    opened: fc.boolean(),
    measures: fc.subarray([{ validUntil: '2016-03-27T00:00:00Z' }, { from: '2016-04-15', validUntil: '2027-01-01T00:00:00Z' }]),
  })
  const commands = anyCommandOf<CommandOfAggregate<typeof evidenceStream>>(
    [CollectEvidence, TransferEvidenceCustody, CertifyEvidence],
    known,
  )
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(evidenceStream, commands))
  it('evolve never throws', () => evolveNeverThrows(evidenceStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(evidenceStream, [EvidenceCollected, EvidenceCustodyTransferred, EvidenceCertified], commands))
})
