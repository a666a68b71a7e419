import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, nonEmptyListOf } from '../fields.ts'

export const ConfiscationSought = eventType({
  type: 'prosecution.ConfiscationSought',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor requested the court to confiscate assets.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'orders',
  data: z.strictObject({
    assetIds: nonEmptyListOf(Id, 500),
    basis: z.enum(['proceeds', 'instrumentality', 'equivalentValue', 'unexplainedWealth']),
  }),
  example: { assetIds: ['a5e7c1d0-9b8a-4c7d-8e6f-5a4b3c2d1e0f'], basis: 'proceeds' },
})
