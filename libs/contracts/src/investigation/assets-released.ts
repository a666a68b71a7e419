import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Reference, nonEmptyListOf } from '../fields.ts'

export const AssetsReleased = eventType({
  type: 'investigation.AssetsReleased',
  version: 1,
  kind: 'report',
  meaning: 'Frozen assets were released by an order.',
  visibility: ['prosecution', 'adjudication'],
  chapter: 'inquiry',
  data: z.strictObject({ freezeId: Id, assetIds: nonEmptyListOf(Id, 500), orderRef: Reference }),
  example: {
    freezeId: 'f0a1b2c3-d4e5-4f60-8172-8394a5b6c7d8',
    assetIds: ['a5e7c1d0-9b8a-4c7d-8e6f-5a4b3c2d1e0f'],
    orderRef: 'RTC-RELEASE-2026-9',
  },
})
