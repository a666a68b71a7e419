import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, Subject } from '../fields.ts'
import { PartId } from './court-part.ts'
import { HearingConduct } from './hearing-conduct.ts'

export const HearingHeld = eventType({
  type: 'adjudication.HearingHeld',
  version: 1,
  kind: 'report',
  meaning: 'A hearing took place; the record states who attended, and whether the hearing was closed to the public.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    hearingId: Id,
    attendance: listOf(Subject, 200),
    closed: z.boolean(),
    partId: PartId.meta({ description: 'the part of the court case; absent: the one for which it was scheduled' }),
    conduct: HearingConduct,
  }),
  subjects: ({ attendance }) => attendance,
  example: {
    hearingId: '0d9e8f70-6a5b-4c3d-9e2f-1a0b2c3d4e5f',
    attendance: [
      { personRef: 'b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4', capacity: 'judge' },
      { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', capacity: 'accused' },
    ],
    closed: true,
  },
})
