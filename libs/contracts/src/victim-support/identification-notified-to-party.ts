import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Jurisdiction, OccurredAt, PersonRef, Reference } from '../fields.ts'

export const IdentificationNotifiedToParty = eventType({
  type: 'victimSupport.IdentificationNotifiedToParty',
  version: 1,
  kind: 'decision',
  meaning: 'Another country was notified that a person was identified as a victim; the notice contains only a reference.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'statements',
  data: z.strictObject({
    personRef: PersonRef,
    party: Jurisdiction,
    at: OccurredAt,
    reference: Reference,
    bestInterestsRef: Reference.optional().meta({ description: 'the determination of a child’s best interests' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042' },
})
