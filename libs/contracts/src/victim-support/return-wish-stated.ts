import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Jurisdiction, listOf, PersonRef } from '../fields.ts'

export const ReturnWishStated = eventType({
  type: 'victimSupport.ReturnWishStated',
  version: 1,
  kind: 'report',
  meaning:
    'A person stated whether they wish to return. It is recorded whatever is decided about the return, and the person may state another wish at any time.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'statements',
  data: z.strictObject({
    personRef: PersonRef,
    wish: z.enum(['toReturn', 'notToReturn', 'undecided']),
    toParty: Jurisdiction.optional().meta({ description: 'the country of which the person speaks; absent: return to any country' }),
    conditions: listOf(Code, 20).optional().meta({
      description: 'with `toReturn`: what the person wants first, such as `afterTestimony`; absent: the person wishes to return now',
    }),
    statedBy: z.enum(['self', 'guardian']),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    wish: 'toReturn',
    toParty: 'MM',
    conditions: ['afterTestimony'],
    statedBy: 'self',
  },
})
