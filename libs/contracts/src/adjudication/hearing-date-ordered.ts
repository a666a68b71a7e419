import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { OccurredAt } from '../fields.ts'
import { PartId } from './court-part.ts'

export const HearingDateOrdered = eventType({
  type: 'adjudication.HearingDateOrdered',
  version: 1,
  kind: 'report',
  meaning: 'A court ordered a hearing; its date may not be known yet.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({ orderedAt: OccurredAt, hearingAt: OccurredAt.optional(), partId: PartId }),
  example: { orderedAt: '2026-11-20', hearingAt: '2026-12-07' },
})
