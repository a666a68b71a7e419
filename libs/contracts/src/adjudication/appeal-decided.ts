import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf } from '../fields.ts'
import { OtherOffence } from './other-offence.ts'
import { Remedy } from './remedy.ts'

export const AppealDecided = eventType({
  type: 'adjudication.AppealDecided',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'An appeal was decided, with the effect of the decision on each charge under appeal.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    appealId: Id,
    outcome: z.enum(['allowed', 'partlyAllowed', 'dismissed', 'withdrawn']),
    effects: listOf(
      z.strictObject({
        chargeId: Id,
        effect: z.enum(['verdictStands', 'acquitted', 'convicted', 'sentenceChanged', 'retrial']),
        otherOffence: OtherOffence.optional().meta({ description: 'only if convicted, of another offence than the one charged' }),
      }),
    ),
    remedy: Remedy.optional().meta({ description: 'absent: an appeal' }),
    outOfTime: z.literal(true).optional().meta({ description: 'dismissed because it was lodged too late' }),
  }),
  example: {
    appealId: '28374655-6473-4829-9bac-bdcedfe0f102',
    outcome: 'allowed',
    effects: [{ chargeId: '9c8b7a60-5f4e-4d3c-8b2a-190807060504', effect: 'retrial' }],
  },
})
