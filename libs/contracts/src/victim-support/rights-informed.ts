import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Language, PersonRef, nonEmptyListOf } from '../fields.ts'

export const RightsTopic = z.enum([
  'assistance',
  'compensation',
  'complaint',
  'confidentiality',
  'consentAndWithdrawal',
  'interpretation',
  'legalAid',
  'nonPunishment',
  'notificationObjection',
  'protection',
  'reflectionAndStay',
  'repatriation',
])

export const RightsInformed = eventType({
  type: 'victimSupport.RightsInformed',
  version: 1,
  kind: 'report',
  meaning: 'A person was informed of their rights, in a language and a form that the person understands.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({
    personRef: PersonRef,
    topics: nonEmptyListOf(RightsTopic, 20),
    language: Language,
    interpreterRef: PersonRef.optional(),
    format: z.enum(['spoken', 'written', 'easyRead', 'signLanguage', 'recording']),
  }),
  subjects: ({ personRef, interpreterRef }) => [
    { personRef, capacity: 'presumedVictim' },
    ...(interpreterRef === undefined ? [] : [{ personRef: interpreterRef, capacity: 'interpreter' as const }]),
  ],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    topics: ['protection', 'assistance', 'consentAndWithdrawal'],
    language: 'ceb',
    format: 'spoken',
  },
})
