import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Reference, SECTORS } from '../fields.ts'

export const LegalHoldPlaced = eventType({
  type: 'case.LegalHoldPlaced',
  version: 1,
  kind: 'decision',
  meaning: 'A legal hold was placed: no data of the case may be erased until the hold is lifted.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({ holdId: Id, orderRef: Reference, reasonCode: Code }),
  example: { holdId: '4b5c6d7e-8f90-4415-a637-a2b3c4d5e6f7', orderRef: 'CA-2026-88', reasonCode: 'pendingAppeal' },
})
