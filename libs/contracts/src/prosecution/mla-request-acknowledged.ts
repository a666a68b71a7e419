import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, OccurredAt } from '../fields.ts'

export const MlaRequestAcknowledged = eventType({
  type: 'prosecution.MlaRequestAcknowledged',
  version: 1,
  kind: 'report',
  meaning: 'The central authority acknowledged another country’s request for mutual legal assistance.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({ requestId: Id, at: OccurredAt }),
  example: { requestId: '6d7e8f90-a1b2-43c4-85e6-f708192a3b4c', at: '2026-06-03' },
})
