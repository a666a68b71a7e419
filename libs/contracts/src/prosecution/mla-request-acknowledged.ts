import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, OccurredAt } from '../fields.ts'

export const MlaRequestAcknowledged = eventType({
  type: 'prosecution.MlaRequestAcknowledged',
  version: 1,
  kind: 'report',
  meaning: 'The central authority told the other country that its request arrived.',
  visibility: ['investigation', 'adjudication'],
  data: z.strictObject({ requestId: Id, at: OccurredAt }),
  example: { requestId: '6d7e8f90-a1b2-43c4-85e6-f708192a3b4c', at: '2026-06-03' },
})
