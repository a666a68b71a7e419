import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Sha256 } from '../fields.ts'

export const EvidenceCollected = eventType({
  type: 'investigation.EvidenceCollected',
  version: 1,
  kind: 'report',
  meaning: 'An item of evidence was taken into custody.',
  visibility: ['prosecution', 'adjudication'],
  data: z.strictObject({
    evidenceId: Id,
    kind: z.enum(['digital', 'document', 'physical', 'biological', 'financial']),
    sha256: Sha256.optional().meta({ description: 'hash of the content of a digital item' }),
    place: Code.meta({ description: 'code of the place, such as ISO 3166-2' }),
    authority: z.enum(['warrant', 'consent', 'mla', 'other']),
    cooperationRequestId: Id.optional().meta({
      description:
        'the request to the police of another country that this item answers; such an item is intelligence until mutual legal assistance certifies it',
    }),
    custodian: AgencyId.optional().meta({
      description: 'the agency that has custody of the item from now on; absent in a command: the agency that records the item',
    }),
  }),
  introduces: ({ evidenceId }) => [evidenceId],
  example: {
    evidenceId: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
    kind: 'digital',
    sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    place: 'PH-00',
    authority: 'warrant',
  },
})
