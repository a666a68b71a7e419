import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, listOf, PersonRef } from '../fields.ts'
import { ENCRYPTED_EXAMPLE, EncryptedText, plaintextOf } from '../encrypted-members.ts'

const factors = (description: string) => listOf(plaintextOf(200), 20).optional().meta({ description })

/** The risk factors, in the three sections of HTCDS 2.0's assessment. Stored only encrypted. */
export const RiskFactors = z
  .strictObject({
    individual: factors('the person’s own situation'),
    household: factors('family and the persons with whom the person lives'),
    community: factors('the place, the exploiters, officials'),
  })
  .meta({ description: 'risk factors of the person, the household and the community' })
export type RiskFactors = z.infer<typeof RiskFactors>

export const RiskAssessed = eventType({
  type: 'victimSupport.RiskAssessed',
  version: 1,
  kind: 'report',
  meaning: 'A person’s risk was assessed, with its level and the day by which it is reviewed. The risk factors are encrypted.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    level: z.enum(['low', 'medium', 'high', 'extreme']),
    reviewBy: Day,
    factors: EncryptedText.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  encrypted: {
    factors: {
      plaintext: RiskFactors,
      example: { individual: ['threatened by phone since the raid'], household: ['the debt is claimed from the parents'] },
      subject: ({ personRef }) => personRef,
      decryptableBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    level: 'high',
    reviewBy: '2026-12-15',
    factors: ENCRYPTED_EXAMPLE,
  },
})
