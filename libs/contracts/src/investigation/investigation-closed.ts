import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { RestReason } from './resting.ts'

export const InvestigationClosed = eventType({
  type: 'investigation.InvestigationClosed',
  version: 1,
  kind: 'decision',
  meaning: 'Police closed the case; the victims are owed word of it.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({ reasonCode: RestReason }),
  example: { reasonCode: 'insufficientEvidence' },
})
