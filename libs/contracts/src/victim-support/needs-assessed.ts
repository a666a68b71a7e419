import { z } from 'zod'
import { Accommodation } from '../accommodation.ts'
import { eventType } from '../event-type.ts'
import { Jurisdiction, listOf, PersonRef } from '../fields.ts'
import { ENCRYPTED_EXAMPLE, EncryptedText, plaintextOf } from '../encrypted-members.ts'
import { UrgentNeed } from './support-case-opened.ts'

/**
 * Characteristics of a person that support has to take into account, as far as the person wishes to state them (GESI:
 * gender equality and social inclusion). Stored only encrypted.
 */
export const Gesi = z
  .strictObject({
    gender: z
      .enum(['Feminine', 'Masculine', 'TransgenderFeminine', 'TransgenderMasculine', 'NonConforming', 'NonSpecifiedUnknown'])
      .optional()
      .meta({ description: 'the codes of HTCDS 2.0 prs_Gender' }),
    disability: listOf(z.enum(['seeing', 'hearing', 'walking', 'remembering', 'selfCare', 'communicating', 'psychosocial', 'other']), 8)
      .optional()
      .meta({ description: 'areas of difficulty: the domains of the Washington Group’s short set, and two more' }),
    ethnicity: plaintextOf(120).optional().meta({ description: 'in the person’s own words' }),
    dependants: z
      .strictObject({ children: z.int().min(0).max(50), adults: z.int().min(0).max(50) })
      .optional()
      .meta({ description: 'number of children and adults who depend on the person' }),
  })
  .meta({ description: 'gender, disability, ethnicity, dependants; each only as far as the person wishes to state it' })
export type Gesi = z.infer<typeof Gesi>

export const NeedsAssessed = eventType({
  type: 'victimSupport.NeedsAssessed',
  version: 1,
  kind: 'report',
  meaning: 'The needs of a person were assessed together with the person. Gender, disability, ethnicity and dependants are encrypted.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    personRef: PersonRef,
    voluntary: z.boolean(),
    gesi: EncryptedText.optional(),
    accommodations: listOf(Accommodation, 20),
    urgentNeeds: listOf(UrgentNeed, 20).optional().meta({
      description: 'all that is urgent now, in place of what was stated before; empty: nothing any more; absent: as before',
    }),
    nationality: Jurisdiction.optional().meta({
      description: 'as far as the person wishes to state it; absent: not stated, or none. No other sector receives it',
    }),
    readyToSpeak: z.enum(['yes', 'notYet', 'no']).optional().meta({
      description: 'whether the person is ready to speak about what happened, as the person says; support does not depend on it',
    }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  encrypted: {
    gesi: {
      plaintext: Gesi,
      example: { gender: 'Feminine', disability: ['hearing'], ethnicity: 'Shan', dependants: { children: 1, adults: 0 } },
      subject: ({ personRef }) => personRef,
      decryptableBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    voluntary: true,
    gesi: ENCRYPTED_EXAMPLE,
    accommodations: ['interpreter', 'breaks'],
  },
})
