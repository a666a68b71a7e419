import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id } from '../fields.ts'

export const CasesUnlinked = eventType({
  type: 'case.CasesUnlinked',
  version: 1,
  kind: 'decision',
  meaning: 'This case does not belong with another one after all.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({ otherCaseId: Id, reasonCode: Code }),
  example: { otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5', reasonCode: 'mistakenMatch' },
})
