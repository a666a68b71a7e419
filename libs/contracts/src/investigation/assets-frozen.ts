import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, Instant, Reference, someOf } from '../fields.ts'

export const AssetsFrozen = eventType({
  type: 'investigation.AssetsFrozen',
  version: 1,
  kind: 'report',
  meaning: 'Assets were frozen, by order or in urgency, until a moment.',
  visibility: ['prosecution', 'adjudication'],
  data: z.strictObject({
    freezeId: Id,
    assetIds: someOf(Id, 500),
    value: Amount.meta({ description: 'estimated value of them all' }),
    currency: Currency,
    orderRef: Reference.optional(),
    urgent: z.boolean().meta({ description: 'frozen in urgency, to be confirmed by an order' }),
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
