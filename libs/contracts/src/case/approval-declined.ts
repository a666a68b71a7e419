import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, SERVICES } from '../fields.ts'

export const ApprovalDeclined = eventType({
  type: 'case.ApprovalDeclined',
  version: 1,
  kind: 'decision',
  meaning: 'A second person declined to approve a command, which is not recorded.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({ requestId: Id, reasonCode: Code }),
  example: { requestId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e', reasonCode: 'notVerified' },
})
