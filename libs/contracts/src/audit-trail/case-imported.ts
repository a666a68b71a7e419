import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Reference } from '../fields.ts'

export const CaseImported = eventType({
  type: 'auditTrail.CaseImported',
  version: 1,
  kind: 'report',
  meaning: 'The case was brought over from another system, which keeps it under this id.',
  // Every agency that takes part in the case may need the file of the other system.
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  chapter: 'record',
  data: z.strictObject({
    source: Reference.meta({ description: 'the source system or file' }),
    sourceId: Reference.meta({
      description: 'the id of the case in its source. A mapping allows it only where these ids contain no personal data',
    }),
  }),
  example: { source: 'indonesia-detention', sourceId: 'indolaw-00083' },
})
