import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, Instant, Reference, nonEmptyListOf } from '../fields.ts'

export const AssetsFrozen = eventType({
  type: 'investigation.AssetsFrozen',
  version: 1,
  kind: 'report',
  meaning: 'Assets were frozen until a stated time, by an order or as an urgent measure.',
  visibility: ['prosecution', 'adjudication'],
  chapter: 'inquiry',
  data: z.strictObject({
    freezeId: Id,
    assetIds: nonEmptyListOf(Id, 500),
    value: Amount.meta({ description: 'estimated total value' }),
    currency: Currency,
    orderRef: Reference.optional(),
    urgent: z.boolean().meta({ description: 'urgent freeze, to be confirmed by an order' }),
    expiresAt: Instant,
  }),
  introduces: ({ freezeId, assetIds }) => [freezeId, ...assetIds],
  example: {
    freezeId: 'f0a1b2c3-d4e5-4f60-8172-8394a5b6c7d8',
    assetIds: ['a5e7c1d0-9b8a-4c7d-8e6f-5a4b3c2d1e0f'],
    value: '412500.00',
    currency: 'PHP',
    orderRef: 'AMLC-FREEZE-2026-22',
    urgent: false,
    expiresAt: '2027-03-31T16:00:00Z',
  },
})
