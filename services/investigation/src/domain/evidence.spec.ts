import {
  CertifyEvidence,
  CollectEvidence,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  TransferEvidenceCustody,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { evidence } from './evidence.decide.ts'
import * as rules from './evidence.rules.ts'
import type { EvidenceCommand, EvidenceFact, Handover } from './evidence.ts'
import { collect } from './investigation.fixtures.ts'

const given = specificationOf(evidence)
const collected: EvidenceFact = { type: EvidenceCollected.type, data: { ...EvidenceCollected.example, custodian: 'ph-police' } }
const handedOver = (but: Partial<Handover> = {}): EvidenceFact => ({
  type: EvidenceCustodyTransferred.type,
  data: { ...EvidenceCustodyTransferred.example, ...but },
})
const handOver = (but: Partial<Handover> = {}) =>
  commanded(TransferEvidenceCustody, { ...TransferEvidenceCustody.example, ...but }, { opened: true, measures: [] })

describe('collecting evidence', () => {
  it('is recorded, in the custody of the agency that says so unless it names another', () => {
    const inCustodyOf = (custodian: string) => ({ type: EvidenceCollected.type, data: { ...collect().data, custodian } })
    given().when(collect()).then(inCustodyOf('ph-police'))
    given()
      .when(collect({ custodian: 'ph-forensic-laboratory' }))
      .then(inCustodyOf('ph-forensic-laboratory'))
  })
  it(rules.evidenceBelongsToAnOpenedCase.sentence, () =>
    given()
      .when(collect({}, { opened: false }))
      .thenRefusedBy(rules.evidenceBelongsToAnOpenedCase),
  )
  it(rules.anItemIsCollectedOnce.sentence, () => given([collected]).when(collect()).thenRefusedBy(rules.anItemIsCollectedOnce))
  it(rules.aDigitalItemHasAHash.sentence, () => {
    given()
      .when(collect({ sha256: undefined }))
      .then(EvidenceCollected, warning(rules.aDigitalItemHasAHash))
    given()
      .when(collect({ kind: 'document', sha256: undefined }))
      .then(EvidenceCollected)
  })

  describe(rules.evidenceUnderWarrantIsAuthorised.sentence, () => {
    const unauthorised = [EvidenceCollected, warning(rules.evidenceUnderWarrantIsAuthorised)] as const

    it('warned about when none was ever authorised', () =>
      given()
        .when(collect({}, { measures: [] }))
        .then(...unauthorised))
    it('warned about when each had ended', () =>
      given()
        .when({ ...collect({}, { measures: [{ validUntil: '2026-03-26T00:00:00Z' }] }), occurredAt: '2026-03-27' })
        .then(...unauthorised))
    it('in order on the last day', () =>
      given()
        .when({ ...collect({}, { measures: [{ validUntil: '2026-03-27T00:00:00Z' }] }), occurredAt: '2026-03-27' })
        .then(EvidenceCollected))
    it('warned about when it was allowed only afterwards', () => {
      const from = (day: string) => ({
        ...collect({}, { measures: [{ from: day, validUntil: '2026-12-31T00:00:00Z' }] }),
        occurredAt: '2026-11-01',
      })
      given()
        .when(from('2026-11-10'))
        .then(...unauthorised)
      given().when(from('2026-11-01')).then(EvidenceCollected)
    })
    it('not asked of what came by consent', () =>
      given()
        .when(collect({ authority: 'consent' }, { measures: [] }))
        .then(EvidenceCollected))
  })
})

describe('handing evidence over', () => {
  it('is recorded', () => given([collected]).when(handOver()).then(EvidenceCustodyTransferred))
  it('goes from custodian to custodian', () =>
    given([collected, handedOver()])
      .when(handOver({ from: 'ph-forensic-laboratory', to: 'ph-prosecution' }))
      .then(EvidenceCustodyTransferred))

  it(rules.anItemIsCollectedBeforeItIsHandedOver.sentence, () =>
    given().when(handOver()).thenRefusedBy(rules.anItemIsCollectedBeforeItIsHandedOver),
  )

  it(rules.theCustodianHandsOver.sentence, () => {
    const broken = [EvidenceCustodyTransferred, warning(rules.theCustodianHandsOver)] as const
    given([collected, handedOver()])
      .when(handOver({ from: 'ph-police', to: 'ph-prosecution' }))
      .then(...broken)
    given([collected])
      .when(handOver({ from: 'th-private-lab' }))
      .then(...broken)
  })

  it(rules.anItemKeepsItsContent.sentence, () => {
    const sha256 = '0'.repeat(64)
    given([collected]).when(handOver({ sha256 })).then(EvidenceCustodyTransferred, warning(rules.anItemKeepsItsContent))
    given([handedOver(), collected])
      .when(handOver({ sha256: undefined }))
      .then(EvidenceCustodyTransferred)
  })
})

describe('certifying an item that police abroad sent', () => {
  const certify = (but: Partial<(typeof CertifyEvidence)['example']> = {}) =>
    commanded(CertifyEvidence, { ...CertifyEvidence.example, ...but }, { opened: true, measures: [] })

  it('is recorded, for each request that certifies it', () => {
    given([collected]).when(certify()).then(EvidenceCertified)
    given([collected, { type: EvidenceCertified.type, data: EvidenceCertified.example }])
      .when(certify({ requestId: 'a0000000-0000-4000-8000-000000000001' }))
      .then(EvidenceCertified)
  })
  it(rules.onlyACollectedItemIsCertified.sentence, () => given().when(certify()).thenRefusedBy(rules.onlyACollectedItemIsCertified))
  it(rules.aCertifiedItemIsTheOneCollected.sentence, () =>
    given([collected])
      .when(certify({ sha256: '0'.repeat(64) }))
      .then(EvidenceCertified, warning(rules.aCertifiedItemIsTheOneCollected)),
  )
  it('its custody stays as it is', () =>
    given([collected, handedOver(), { type: EvidenceCertified.type, data: EvidenceCertified.example }])
      .when(handOver({ from: 'ph-police', to: 'ph-prosecution' }))
      .then(EvidenceCustodyTransferred, warning(rules.theCustodianHandsOver)))
})

describe('the laws of evidence', () => {
  const known = fc.record({
    opened: fc.boolean(),
    measures: fc.subarray([{ validUntil: '2016-03-27T00:00:00Z' }, { from: '2016-04-15', validUntil: '2027-01-01T00:00:00Z' }]),
  })
  const commands = anyOf<EvidenceCommand>([CollectEvidence, TransferEvidenceCustody, CertifyEvidence], known)
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(evidence, commands))
  it('evolve never throws', () => evolveNeverThrows(evidence, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () =>
    reportsAreOnlyWarnedAbout(evidence, [EvidenceCollected, EvidenceCustodyTransferred, EvidenceCertified], commands))
})
