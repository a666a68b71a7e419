import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, listOf, Reference, Sha256 } from '../fields.ts'

export const EvidenceCertified = eventType({
  type: 'investigation.EvidenceCertified',
  version: 1,
  kind: 'report',
  meaning: 'An item that was only intelligence was certified as evidence by an executed request for mutual legal assistance.',
  visibility: ['prosecution', 'adjudication'],
  chapter: 'inquiry',
  data: z.strictObject({
    evidenceId: Id,
    requestId: Id.meta({ description: 'the request for mutual legal assistance that certifies the item' }),
    sha256: Sha256,
    certification: Reference,
    conditions: listOf(Code, 50),
  }),
  example: {
    evidenceId: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
    requestId: '5c6d7e8f-90a1-42b3-84d5-e6f708192a3b',
    sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    certification: 'TH-OAG-CERT-2026-112',
    conditions: ['thisProceedingOnly'],
  },
})
