import { z } from 'zod'
import { schemaAddress } from './cloud-event.ts'
import { CaseEventRecord, Envelope } from './envelope.ts'
import type { EventType, Schema } from './event-type.ts'

/** The JSON Schema (2020-12) of the data of an event type or of a command. */
export const dataSchema = (contract: { readonly data: Schema }) => z.toJSONSchema(contract.data, { target: 'draft-2020-12' })

/** A reader passes over members that he does not know: a later release may add optional ones to a version. */
const open = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** The JSON Schema of what passes between us and others: closed where it is written, open where it is read. */
export const openSchema = (of: Schema, target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12') =>
  z.toJSONSchema(of, { target, override: open })

const withExample = (schema: Schema, example: unknown): Schema => {
  const shown = z.clone(schema)
  z.globalRegistry.add(shown, { examples: [example] })
  return shown
}

/**
 * The JSON Schema (2020-12) of the record of an event, as it is stored, published and exported in its newest version.
 * What JSON Schema has no word for (kind, who may receive it) stands under `x-` keywords.
 */
export const recordSchema = ({ type, version, meaning, kind, visibility, classification, data, example }: EventType) => ({
  $id: schemaAddress(type, version),
  title: type,
  'x-kind': kind,
  'x-visibility': visibility,
  'x-classification': classification ?? 'PRIVATE',
  ...openSchema(
    CaseEventRecord.extend({
      envelope: Envelope.extend({ type: z.literal(type), schemaVersion: z.literal(version) }),
      data: withExample(data, example),
    }).meta({ description: meaning }),
  ),
})
