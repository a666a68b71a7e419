import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const CasesLinked = eventType({
  type: 'case.CasesLinked',
  version: 1,
  kind: 'decision',
  meaning: 'This case belongs with another one.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    otherCaseId: Id,
    ground: z.enum(['sameSuspect', 'sameVictim', 'sameTrace', 'sameAddress', 'sameNetwork', 'other']),
  }),
  example: { otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5', ground: 'sameTrace' },
})
