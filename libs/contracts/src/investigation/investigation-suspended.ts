import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { InactivityReason } from './inactivity-reason.ts'

export const InvestigationSuspended = eventType({
  type: 'investigation.InvestigationSuspended',
  version: 1,
  kind: 'decision',
  meaning: 'Police suspended the investigation of the case; the victims must be notified.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({ reasonCode: InactivityReason }),
  example: { reasonCode: 'suspectAbroad' },
})
