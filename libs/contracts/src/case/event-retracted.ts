import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, Code, Id, SERVICES } from '../fields.ts'

export const EventRetracted = eventType({
  type: 'case.EventRetracted',
  version: 1,
  kind: 'decision',
  meaning: 'A recorded fact never happened, or belongs elsewhere. The original stays visible.',
  visibility: 'as-target-event',
  recordedBy: SERVICES,
  data: z.strictObject({ retractsId: Id, reasonCode: Code, approver: Approver }),
  example: {
    retractsId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    reasonCode: 'wrongCase',
    approver: { userId: 'p.reyes', role: 'records-supervisor' },
  },
})
