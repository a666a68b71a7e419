import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf } from '../fields.ts'

export const PartsJoined = eventType({
  type: 'adjudication.PartsJoined',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning:
    'The court joined a part of the case to another part, or back to what it was severed from: its charges are tried there from now on.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    partId: Id.meta({ description: 'the part that ends' }),
    intoPartId: Id.optional().meta({ description: 'the part that it is joined to; absent: what no part was severed from' }),
    chargeIds: listOf(Id, 200).meta({ description: 'the charges that move with it' }),
  }),
  example: { partId: '7a1c3e5f-2b4d-4f60-8a91-c3d5e7f90b21', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] },
})
