import { DeviceExamined, EvidenceCollected, RecordDeviceExamination } from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import type { EvidenceEvent, KnownMeasures } from './evidence.ts'
import { evidenceStream } from './evidence.stream.ts'
import * as rules from './examination.rules.ts'

const given = specificationOf(evidenceStream)
const { examiner } = DeviceExamined.example
const inLaboratory: EvidenceEvent = { type: EvidenceCollected.type, data: { ...EvidenceCollected.example, custodian: examiner } }
const authorised: KnownMeasures = { opened: true, measures: [{ from: '2026-03-27', validUntil: '2026-04-30T00:00:00Z' }] }

const examine = (
  changes: Partial<(typeof RecordDeviceExamination)['example']> = {},
  { known = authorised, occurredAt = '2026-04-02' }: { readonly known?: KnownMeasures; readonly occurredAt?: string } = {},
) => commandFor(RecordDeviceExamination, { ...RecordDeviceExamination.example, ...changes }, known, { occurredAt })

describe('the examination of a device', () => {
  it('is recorded by its custodian, under the authority of a search, with the unchanged hash', () =>
    given([inLaboratory]).when(examine()).then(DeviceExamined))

  it(rules.deviceIsCollectedBeforeExamination.sentence, () =>
    given().when(examine()).thenRefusedBy(rules.deviceIsCollectedBeforeExamination),
  )

  it(rules.examinationIsAuthorised.sentence, () => {
    const unauthorised = [DeviceExamined, warning(rules.examinationIsAuthorised)] as const
    given([inLaboratory])
      .when(examine({}, { occurredAt: '2026-05-02' }))
      .then(...unauthorised)
    given([inLaboratory])
      .when(examine({}, { known: { opened: true, measures: [] } }))
      .then(...unauthorised)
    given([inLaboratory])
      .when(examine({ authority: 'consent', authorityRef: undefined }))
      .then(...unauthorised)
    given([inLaboratory])
      .when(examine({ authority: 'consent', authorityRef: 'CONSENT-2026-12' }, { occurredAt: '2026-05-02' }))
      .then(DeviceExamined)
  })

  it(rules.onlyCustodianExamines.sentence, () =>
    given([inLaboratory])
      .when(examine({ examiner: 'ph-police' }))
      .then(DeviceExamined, warning(rules.onlyCustodianExamines)),
  )

  it(rules.examinationKeepsContent.sentence, () => {
    const changed = 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9'
    for (const hashes of [{ sha256Before: changed, sha256After: changed }, { sha256After: changed }])
      given([inLaboratory]).when(examine(hashes)).then(DeviceExamined, warning(rules.examinationKeepsContent))
    given([inLaboratory])
      .when(examine({ sha256Before: undefined, sha256After: undefined }))
      .then(DeviceExamined)
  })

  it('has rules whose ids match the names of their constants', () => ruleIdsMatchConstants('investigation', rules))
})
