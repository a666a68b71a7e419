import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, nonEmptyListOf } from '../fields.ts'

export const ConfiscationOrdered = eventType({
  type: 'adjudication.ConfiscationOrdered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court confiscated assets and stated where their value goes.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({
    assetIds: nonEmptyListOf(Id),
    value: Amount,
    currency: Currency,
    destination: z.enum(['victimFund', 'state', 'sharedWithParty']),
  }),
  example: { assetIds: ['6b5a4938-2716-4504-8f3e-2d1c0b0a0908'], value: '1250000.50', currency: 'PHP', destination: 'victimFund' },
})
