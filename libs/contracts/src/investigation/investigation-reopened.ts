import { z } from 'zod'
import { eventType } from '../event-type.ts'

export const InvestigationReopened = eventType({
  type: 'investigation.InvestigationReopened',
  version: 1,
  kind: 'decision',
  meaning: 'Police reopened a suspended or closed case.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({
    reasonCode: z.enum(['newEvidence', 'suspectFound', 'foreignAnswerReceived', 'orderedByProsecutor', 'victimRequested', 'closedInError']),
  }),
  example: { reasonCode: 'newEvidence' },
})
