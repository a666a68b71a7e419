import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'
import { DecimalText } from './external-fact-recorded.ts'

export const InitiativeReviewed = eventType({
  type: 'auditTrail.InitiativeReviewed',
  version: 1,
  kind: 'report',
  meaning: 'An initiative was measured against its target.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({ initiativeId: Id, value: DecimalText, outcome: z.enum(['continued', 'changed', 'reached', 'abandoned']) }),
  example: { initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708', value: '47.5', outcome: 'continued' },
})
