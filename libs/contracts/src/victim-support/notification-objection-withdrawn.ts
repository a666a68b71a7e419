import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Jurisdiction, PersonRef } from '../fields.ts'

export const NotificationObjectionWithdrawn = eventType({
  type: 'victimSupport.NotificationObjectionWithdrawn',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person withdrew their objection to a country being notified that they were identified as a victim.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'statements',
  data: z.strictObject({ personRef: PersonRef, party: Jurisdiction }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', party: 'MM' },
})
