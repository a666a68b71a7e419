import { z } from 'zod'
import { Accommodation } from '../accommodation.ts'
import { eventType } from '../event-type.ts'
import { listOf, PersonRef } from '../fields.ts'
import { SEALED_EXAMPLE, SealedText, wordsOf } from '../sealed.ts'

/** Who she is, as far as she wishes to say: what support must fit. Stored only as it is sealed. */
export const Gesi = z
  .strictObject({
    gender: z
      .enum(['Feminine', 'Masculine', 'TransgenderFeminine', 'TransgenderMasculine', 'NonConforming', 'NonSpecifiedUnknown'])
      .optional()
      .meta({ description: 'the codes of HTCDS 2.0 prs_Gender' }),
    disability: listOf(z.enum(['seeing', 'hearing', 'walking', 'remembering', 'selfCare', 'communicating', 'psychosocial', 'other']), 8)
      .optional()
      .meta({ description: 'what she has difficulty with: the domains of the Washington Group’s short set, and two more' }),
    ethnicity: wordsOf(120).optional().meta({ description: 'in her own words' }),
    dependants: z
      .strictObject({ children: z.int().min(0).max(50), adults: z.int().min(0).max(50) })
      .optional()
      .meta({ description: 'those who depend on her' }),
  })
  .meta({ description: 'gender, disability, ethnicity, dependants; each only as far as she wishes to say' })
export type Gesi = z.infer<typeof Gesi>

export const NeedsAssessed = eventType({
  type: 'victimSupport.NeedsAssessed',
  version: 1,
  kind: 'report',
  meaning: 'What she needs was talked over with her. Who she is (gender, disability, ethnicity, dependants) is sealed.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    voluntary: z.boolean(),
    gesi: SealedText.optional(),
    accommodations: listOf(Accommodation, 20),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  sealed: {
    gesi: {
      clear: Gesi,
      example: { gender: 'Feminine', disability: ['hearing'], ethnicity: 'Shan', dependants: { children: 1, adults: 0 } },
      subject: ({ personRef }) => personRef,
      openedBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    voluntary: true,
    gesi: SEALED_EXAMPLE,
    accommodations: ['interpreter', 'breaks'],
  },
})
