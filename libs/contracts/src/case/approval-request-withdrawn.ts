import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, SERVICES } from '../fields.ts'

export const ApprovalRequestWithdrawn = eventType({
  type: 'case.ApprovalRequestWithdrawn',
  version: 1,
  kind: 'decision',
  meaning: 'The requester withdrew a command that waited for approval.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({ requestId: Id }),
  example: { requestId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e' },
})
