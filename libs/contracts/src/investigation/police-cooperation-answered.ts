import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf } from '../fields.ts'
import { MaterialClass, UseLimitation } from './cooperation.ts'

export const PoliceCooperationAnswered = eventType({
  type: 'investigation.PoliceCooperationAnswered',
  version: 1,
  kind: 'report',
  meaning: 'The police of another country answered a request. The answer is intelligence until it is certified.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    outcome: z.enum(['answered', 'partlyAnswered', 'nothingKnown', 'declined', 'referredToMla']),
    materialClass: MaterialClass,
    caveats: listOf(UseLimitation, 4),
    certifiedBy: Id.optional().meta({ description: 'the executed request for mutual legal assistance that makes the answer evidence' }),
  }),
  example: {
    requestId: '8b9c0d1e-2f3a-4b5c-8d6e-7f8091a2b3c4',
    outcome: 'answered',
    materialClass: 'intelligenceOnly',
    caveats: ['intelligenceOnly', 'askBeforeOnwardTransfer'],
  },
})
