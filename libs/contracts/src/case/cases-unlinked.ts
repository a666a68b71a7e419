import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, SECTORS } from '../fields.ts'

export const CasesUnlinked = eventType({
  type: 'case.CasesUnlinked',
  version: 1,
  kind: 'decision',
  meaning: 'The link of this case with another case was removed.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({ otherCaseId: Id, reasonCode: Code }),
  example: { otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5', reasonCode: 'mistakenMatch' },
})
