import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, Id, nonEmptyListOf } from '../fields.ts'

export const ConfidentialityOrdered = eventType({
  type: 'adjudication.ConfidentialityOrdered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court restricted the access of the public or of the parties: from then on views and exports apply the order.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({
    scope: nonEmptyListOf(z.enum(['inCamera', 'nameSuppression', 'sealedItems', 'reportingRestriction']), 4).meta({
      description:
        'what is confidential: what happens at a hearing (inCamera), only the name (nameSuppression), everything about what the order covers (sealedItems), or what may be published (reportingRestriction)',
    }),
    covers: nonEmptyListOf(z.strictObject({ kind: z.enum(['case', 'person', 'hearing', 'item']), id: Id })).meta({
      description:
        'the case itself, a person, a hearing, or any other item of the case by its id, such as a part of the court case or a recorded event',
    }),
    until: Day.optional().meta({ description: 'the last day on which the order is in force; absent: until it is retracted' }),
    tier: z.enum(['public', 'publicAndParties', 'courtOnly']).meta({
      description:
        'who may still see the confidential content: everyone with access, the parties (the prosecution is one), or only the court',
    }),
  }),
  example: {
    scope: ['inCamera', 'nameSuppression'],
    covers: [{ kind: 'person', id: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    tier: 'courtOnly',
  },
})
