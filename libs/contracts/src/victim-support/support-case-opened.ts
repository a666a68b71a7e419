import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Language, listOf, PersonRef } from '../fields.ts'
import { AgeBand } from '../trafficking.ts'
import { SupportMandate } from './support-mandate.ts'

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
export type UrgentNeed = z.infer<typeof UrgentNeed>

export const SupportCaseOpened = eventType({
  type: 'victimSupport.SupportCaseOpened',
  version: 1,
  kind: 'report',
  meaning:
    'Victim support offered support to a person. The person need not accept the support, nor cooperate with any authority to receive it.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({
    personRef: PersonRef,
    origin: z.enum(['identification', 'selfReferral', 'referral']),
    mandate: SupportMandate.optional().meta({
      description: 'of the agency that offers support; the policy says what such an agency may and must do',
    }),
    language: Language.optional(),
    ageBand: AgeBand.optional().meta({
      description:
        'as the person stated it or victim support assessed it; before an identification, a person not known to be an adult is protected as a child',
    }),
    urgentNeeds: listOf(UrgentNeed, 20).optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  foundationOf: 'stream',
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', origin: 'identification', language: 'ceb', urgentNeeds: ['shelter'] },
})
