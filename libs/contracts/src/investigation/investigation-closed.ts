import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { InactivityReason } from './inactivity-reason.ts'

export const InvestigationClosed = eventType({
  type: 'investigation.InvestigationClosed',
  version: 1,
  kind: 'decision',
  meaning: 'Police closed the case; the victims must be notified.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({ reasonCode: InactivityReason }),
  example: { reasonCode: 'insufficientEvidence' },
})
