import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, listOf } from '../fields.ts'
import { RefusalGround } from './mutual-assistance.ts'

export const ExtraditionDecided = eventType({
  type: 'prosecution.ExtraditionDecided',
  version: 1,
  kind: 'decision',
  actOf: 'otherState',
  meaning: 'Another country granted, refused or postponed a request to extradite a person, with its conditions.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    outcome: z.enum(['granted', 'refused', 'postponed']),
    ground: RefusalGround.optional().meta({ description: 'only for a refusal' }),
    conditions: listOf(Code, 50),
  }),
  example: { requestId: '7e8f90a1-b2c3-44d5-86f7-08192a3b4c5d', outcome: 'granted', conditions: ['specialty'] },
})
