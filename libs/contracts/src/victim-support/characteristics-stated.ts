import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Jurisdiction, listOf, PersonRef } from '../fields.ts'
import { AgeBand, Purpose } from '../trafficking.ts'

/**
 * Characteristics by which persons are counted. Only codes, and each only as far as the person wishes: `NeedsAssessed`
 * has what support has to know.
 */
export const CharacteristicsStated = eventType({
  type: 'victimSupport.CharacteristicsStated',
  version: 1,
  kind: 'report',
  meaning:
    'A person stated characteristics, as far as the person wished, so that persons can be counted by them. No other sector receives them: it reads the counts.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    personRef: PersonRef,
    statedBy: z.enum(['self', 'guardian']),
    sex: z
      .enum(['Feminine', 'Masculine', 'TransgenderFeminine', 'TransgenderMasculine', 'NonConforming', 'NonSpecifiedUnknown'])
      .optional()
      .meta({ description: 'the codes of HTCDS 2.0 prs_Gender' }),
    ageBand: AgeBand.optional(),
    nationalities: listOf(Jurisdiction, 5).optional(),
    disability: z.enum(['yes', 'no']).optional(),
    purposes: listOf(Purpose, 12).optional().meta({ description: 'of the exploitation, as the person sees it' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    statedBy: 'self',
    sex: 'Feminine',
    ageBand: 'adult',
    nationalities: ['PH'],
    disability: 'no',
    purposes: ['ForcedCriminality'],
  },
})
