import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Language, listOf, PersonRef } from '../fields.ts'
import { AgeBand } from '../trafficking.ts'

export const UrgentNeed = z.enum([
  'childcare',
  'clothing',
  'contactWithFamily',
  'food',
  'interpretation',
  'legalAid',
  'medicalCare',
  'psychosocialCare',
  'safety',
  'shelter',
])

export const SupportCaseOpened = eventType({
  type: 'victimSupport.SupportCaseOpened',
  version: 1,
  kind: 'report',
  meaning: 'Victim support stands ready for a person. It is an offer: she need not accept it, nor cooperate with anyone for it.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({
    personRef: PersonRef,
    origin: z.enum(['identification', 'selfReferral', 'referral']),
    language: Language.optional(),
    ageBand: AgeBand.optional().meta({
      description:
        'as she says or support sees it; while nobody has identified her, one who is not known to be an adult is protected as a child',
    }),
    urgentNeeds: listOf(UrgentNeed, 20).optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  founds: 'stream',
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', origin: 'identification', language: 'ceb', urgentNeeds: ['shelter'] },
})
