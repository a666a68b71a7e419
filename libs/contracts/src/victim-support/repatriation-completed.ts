import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Jurisdiction, PersonRef } from '../fields.ts'

export const RepatriationCompleted = eventType({
  type: 'victimSupport.RepatriationCompleted',
  version: 1,
  kind: 'report',
  meaning: 'A person arrived in the country of return and was received there.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, toParty: Jurisdiction, receivingOrg: AgencyId }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', toParty: 'MM', receivingOrg: 'mm-social-welfare' },
})
