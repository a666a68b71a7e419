import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Instant, nonEmptyListOf } from '../fields.ts'

export const PreservationRequested = eventType({
  type: 'investigation.PreservationRequested',
  version: 1,
  kind: 'decision',
  meaning: 'A platform was requested to preserve its data about online traces until a stated time.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({ requestId: Id, platform: Code, traceIds: nonEmptyListOf(Id), expiresAt: Instant }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: 'b6d1e2f3-0a1b-4c2d-8e3f-4a5b6c7d8e90',
    platform: 'tron',
    traceIds: ['7e1f0c9a-3d2b-4a5c-8e6f-0f1e2d3c4b5a'],
    expiresAt: '2027-02-28T16:00:00Z',
  },
})
