import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Reference } from '../fields.ts'

export const LegalHoldPlaced = eventType({
  type: 'case.LegalHoldPlaced',
  version: 1,
  kind: 'decision',
  meaning: 'Nothing of the case may be erased until further notice.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({ holdId: Id, orderRef: Reference, reasonCode: Code }),
  example: { holdId: '4b5c6d7e-8f90-4415-a637-a2b3c4d5e6f7', orderRef: 'CA-2026-88', reasonCode: 'pendingAppeal' },
})
