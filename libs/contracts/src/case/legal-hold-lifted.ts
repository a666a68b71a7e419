import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Reference, SECTORS } from '../fields.ts'

export const LegalHoldLifted = eventType({
  type: 'case.LegalHoldLifted',
  version: 1,
  kind: 'decision',
  meaning: 'A legal hold ended: the data of the case may be erased again as the law allows.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({ holdId: Id, orderRef: Reference }),
  example: { holdId: '4b5c6d7e-8f90-4415-a637-a2b3c4d5e6f7', orderRef: 'CA-2027-12' },
})
