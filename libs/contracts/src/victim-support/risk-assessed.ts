import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, listOf, PersonRef } from '../fields.ts'
import { SEALED_EXAMPLE, SealedText, wordsOf } from '../sealed.ts'

const factors = (whose: string) => listOf(wordsOf(200), 20).optional().meta({ description: whose })

/** What the danger is made of, in the three sections of HTCDS 2.0’s assessment. Stored only as it is sealed. */
export const RiskFactors = z
  .strictObject({
    individual: factors('her own situation'),
    household: factors('family and those she lives with'),
    community: factors('the place, those who exploited her, officials'),
  })
  .meta({ description: 'what the danger is made of: of herself, her household, her community' })
export type RiskFactors = z.infer<typeof RiskFactors>

export const RiskAssessed = eventType({
  type: 'victimSupport.RiskAssessed',
  version: 1,
  kind: 'report',
  meaning: 'How great a danger she is in, and by when to look again. What the danger is made of is sealed.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    level: z.enum(['low', 'medium', 'high', 'extreme']),
    reviewBy: Day,
    factors: SealedText.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  sealed: {
    factors: {
      clear: RiskFactors,
      example: { individual: ['threatened by phone since the raid'], household: ['her debt is laid on her parents'] },
      subject: ({ personRef }) => personRef,
      openedBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    level: 'high',
    reviewBy: '2026-12-15',
    factors: SEALED_EXAMPLE,
  },
})
