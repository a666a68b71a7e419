import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const JudgmentBecameFinal = eventType({
  type: 'adjudication.JudgmentBecameFinal',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The verdict on a charge can no longer be appealed.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({ chargeId: Id }),
  example: { chargeId: '9c8b7a60-5f4e-4d3c-8b2a-190807060504' },
})
