import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const PlatformAnswered = eventType({
  type: 'investigation.PlatformAnswered',
  version: 1,
  kind: 'report',
  meaning: 'A platform answered a request to remove content.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    requestId: Id,
    outcome: z.enum(['removed', 'partlyRemoved', 'blockedInCountry', 'alreadyGone', 'refused']),
  }),
  example: { requestId: 'c7e2f3a4-1b2c-4d3e-8f4a-5b6c7d8e9f01', outcome: 'removed' },
})
