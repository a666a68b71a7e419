import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const VictimReportAnswered = eventType({
  type: 'investigation.VictimReportAnswered',
  version: 1,
  kind: 'decision',
  meaning: 'Police answered a report of victim support without opening an investigation, and said why not.',
  visibility: ['victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    reportId: Id,
    reasonCode: z.enum(['noOffence', 'tooLittleKnown', 'outsideJurisdiction', 'investigatedElsewhere', 'underConsideration']),
  }),
  example: { reportId: '3f6b2a1c-8d4e-4f70-9a5b-6c7d8e9f0a1b', reasonCode: 'tooLittleKnown' },
})
