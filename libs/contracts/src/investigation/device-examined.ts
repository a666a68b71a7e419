import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, listOf, nonEmptyListOf, Reference, Sha256 } from '../fields.ts'

export const DeviceExamined = eventType({
  type: 'investigation.DeviceExamined',
  version: 1,
  kind: 'report',
  meaning: 'An examiner read data from a device or other digital item of evidence.',
  visibility: ['prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    evidenceId: Id,
    examinationId: Id,
    examiner: AgencyId.meta({ description: 'the agency that examined it, which has custody of the item' }),
    authority: z.enum(['warrant', 'consent', 'mla', 'other']),
    authorityRef: Reference.optional().meta({ description: 'the warrant, the consent or the request' }),
    scope: nonEmptyListOf(Code, 30).meta({ description: 'the kinds of data that were read, such as `messages` or `images`' }),
    tool: Code,
    sha256Before: Sha256.optional().meta({ description: 'hash of the content before the examination' }),
    sha256After: Sha256.optional(),
    extracts: listOf(z.strictObject({ extractId: Id, sha256: Sha256 }), 200).meta({
      description: 'what was read out; an extract that is used as evidence is collected under this id',
    }),
  }),
  introduces: ({ examinationId }) => [examinationId],
  example: {
    evidenceId: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
    examinationId: '3b9d2f4e-6a7c-4d18-9e50-2c3d4e5f6a71',
    examiner: 'ph-forensic-laboratory',
    authority: 'warrant',
    authorityRef: 'WARRANT-2026-311',
    scope: ['messages', 'contacts'],
    tool: 'logicalExtraction',
    sha256Before: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    sha256After: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    extracts: [
      {
        extractId: '4c0e3a5f-7b8d-4e29-8f61-3d4e5f6a7b82',
        sha256: 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',
      },
    ],
  },
})
