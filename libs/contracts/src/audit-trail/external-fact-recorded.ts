import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, OccurredAt, Reference } from '../fields.ts'

/** A number as its source wrote it, so that no binary fraction ever touches it. */
export const DecimalText = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/)
  .meta({ description: 'decimal number' })

/** What a mapping may keep of a foreign record: never text as it stood. */
export const ExternalValue = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('code'), value: Code }),
  z.strictObject({ type: z.literal('number'), value: DecimalText }),
  z.strictObject({ type: z.literal('date'), value: OccurredAt }),
  z.strictObject({ type: z.literal('reference'), value: Reference }),
])
export type ExternalValue = z.infer<typeof ExternalValue>

const mostAttributes = 50

export const ExternalFactRecorded = eventType({
  type: 'auditTrail.ExternalFactRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A fact of another system that no event type expresses, or that a rule refused: kept, so that an import loses no row.',
  // Nobody has said yet whom a foreign column concerns: it is read through audit-trail alone.
  visibility: [],
  data: z.strictObject({
    source: Reference.meta({ description: 'the system or file that it came from' }),
    sourceId: Reference.meta({ description: 'the record’s identity in its source' }),
    activity: Code,
    attributes: z
      .record(Code, ExternalValue)
      .refine((attributes) => Object.keys(attributes).length <= mostAttributes, `at most ${mostAttributes} attributes`)
      .meta({ maxProperties: mostAttributes }),
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
