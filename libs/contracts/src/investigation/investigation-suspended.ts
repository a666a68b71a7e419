import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { RestReason } from './resting.ts'

export const InvestigationSuspended = eventType({
  type: 'investigation.InvestigationSuspended',
  version: 1,
  kind: 'decision',
  meaning: 'Police let the case rest; the victims are owed word of it.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({ reasonCode: RestReason }),
  example: { reasonCode: 'suspectAbroad' },
})
