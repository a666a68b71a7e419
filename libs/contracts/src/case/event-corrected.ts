import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, Code, Id, OccurredAt, SERVICES, Zone } from '../fields.ts'

export const EventCorrected = eventType({
  type: 'case.EventCorrected',
  version: 1,
  kind: 'decision',
  meaning: 'A recorded fact was wrong: this is its correct content. The original stays.',
  visibility: 'as-target-event',
  recordedBy: SERVICES,
  data: z.strictObject({
    correctsId: Id,
    schemaVersion: z.int().min(1).meta({ description: 'version of the corrected event type that data follows' }),
    data: z.unknown().meta({ description: 'the complete correct data; validated against the schema of the corrected type' }),
    occurredAt: OccurredAt.optional().meta({ description: 'the correct time; absent: the original time remains valid' }),
    occurredZone: Zone.optional(),
    reasonCode: Code,
    approver: Approver,
  }),
  example: {
    correctsId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    schemaVersion: 1,
    data: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', rightsRead: true },
    reasonCode: 'clericalError',
    approver: { userId: 'p.reyes', role: 'records-supervisor' },
  },
})
