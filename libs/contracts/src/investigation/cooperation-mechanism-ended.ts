import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const CooperationMechanismEnded = eventType({
  type: 'investigation.CooperationMechanismEnded',
  version: 1,
  kind: 'report',
  meaning: 'A cooperation mechanism between police of several countries ended.',
  visibility: ['prosecution'],
  chapter: 'acrossBorders',
  data: z.strictObject({ mechanismId: Id, reasonCode: z.enum(['expired', 'terminatedByParty', 'replaced', 'misused']) }),
  example: { mechanismId: '3c5d7e9f-1a2b-4c3d-8e4f-6a7b8c9d0e1f', reasonCode: 'replaced' },
})
