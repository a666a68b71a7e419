import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, Id, someOf } from '../fields.ts'

export const ConfidentialityOrdered = eventType({
  type: 'adjudication.ConfidentialityOrdered',
  version: 1,
  kind: 'decision',
  meaning: 'The court closed something to the public or to the parties: from then on views and exports obey.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    scope: someOf(z.enum(['inCamera', 'nameSuppression', 'sealedItems', 'reportingRestriction']), 4),
    covers: someOf(z.strictObject({ kind: z.enum(['case', 'person', 'hearing', 'item']), id: Id })),
    until: Day.optional(),
    tier: z
      .enum(['public', 'publicAndParties', 'courtOnly'])
      .meta({ description: 'who may still see it: all, the public part and the parties, the court alone' }),
  }),
  subjects: ({ covers }) => covers.flatMap(({ kind, id }) => (kind === 'person' ? [{ personRef: id, capacity: 'victim' }] : [])),
  example: {
    scope: ['inCamera', 'nameSuppression'],
    covers: [{ kind: 'person', id: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    tier: 'courtOnly',
  },
})
