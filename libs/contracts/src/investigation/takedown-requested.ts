import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Instant, nonEmptyListOf } from '../fields.ts'

export const TakedownRequested = eventType({
  type: 'investigation.TakedownRequested',
  version: 1,
  kind: 'decision',
  meaning: 'A platform was requested to remove what online traces lead to, such as an advertisement or images of a victim.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    requestId: Id,
    platform: Code,
    traceIds: nonEmptyListOf(Id),
    ground: z.enum(['imagesOfVictim', 'recruitment', 'advertisement', 'fraud', 'threats', 'other']),
    answerBy: Instant.optional().meta({ description: 'absent: within the time that the policy of the jurisdiction has, if it has one' }),
  }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: 'c7e2f3a4-1b2c-4d3e-8f4a-5b6c7d8e9f01',
    platform: 'tron',
    traceIds: ['7e1f0c9a-3d2b-4a5c-8e6f-0f1e2d3c4b5a'],
    ground: 'recruitment',
    answerBy: '2027-02-28T16:00:00Z',
  },
})
