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
    scope: someOf(z.enum(['inCamera', 'nameSuppression', 'sealedItems', 'reportingRestriction']), 4).meta({
      description: 'what of it is kept: what happens at a hearing, the name alone, all that is about it; or what may be published',
    }),
    covers: someOf(z.strictObject({ kind: z.enum(['case', 'person', 'hearing', 'item']), id: Id })).meta({
      description: 'the case itself, a person, a hearing, or any other thing of the case by its id, a recorded event among them',
    }),
    until: Day.optional().meta({ description: 'the last day on which it holds; absent: until it is retracted' }),
    tier: z
      .enum(['public', 'publicAndParties', 'courtOnly'])
      .meta({ description: 'who may still see it: all whom their access lets in, the parties (the prosecution is one), the court alone' }),
  }),
  example: {
    scope: ['inCamera', 'nameSuppression'],
    covers: [{ kind: 'person', id: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    tier: 'courtOnly',
  },
})
