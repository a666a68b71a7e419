import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, OccurredAt, Reference } from '../fields.ts'

/** A number as its source wrote it, kept as text to avoid binary fractions. */
export const DecimalText = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/)
  .meta({ description: 'decimal number' })

/** A value that a mapping may copy from a record of another system: never free text. */
export const ExternalValue = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('code'), value: Code }),
  z.strictObject({ type: z.literal('number'), value: DecimalText }),
  z.strictObject({ type: z.literal('date'), value: OccurredAt }),
  z.strictObject({ type: z.literal('reference'), value: Reference }),
])
export type ExternalValue = z.infer<typeof ExternalValue>

const MAX_ATTRIBUTES = 50

export const ExternalFactRecorded = eventType({
  type: 'auditTrail.ExternalFactRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A fact from another system that no event type expresses, or that a rule refused, was recorded, so that an import loses no row.',
  // It is not known which sector a foreign column concerns: the event is read only through audit-trail.
  visibility: [],
  data: z.strictObject({
    source: Reference.meta({ description: 'the source system or file' }),
    sourceId: Reference.meta({ description: 'the record’s id in its source' }),
    activity: Code,
    attributes: z
      .record(Code, ExternalValue)
      .refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES, `at most ${MAX_ATTRIBUTES} attributes`)
      .meta({ maxProperties: MAX_ATTRIBUTES }),
  }),
  example: {
    source: 'indonesia-detention',
    sourceId: 'indolaw-00083~7',
    activity: 'PROSECUTION_TRANSFER',
    attributes: {
      agency: { type: 'code', value: 'PROSECUTION' },
      until: { type: 'date', value: '2016-04-20' },
      order: { type: 'number', value: '7' },
    },
  },
})
