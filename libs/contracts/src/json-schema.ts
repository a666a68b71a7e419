import { z } from 'zod'
import { schemaAddress } from './cloud-event.ts'
import { CaseEventRecord, Envelope } from './envelope.ts'
import type { EventType, Schema } from './event-type.ts'

/** The JSON Schema (2020-12) of the data of an event type or of a command. */
export const dataSchema = (contract: { readonly data: Schema }) => z.toJSONSchema(contract.data, { target: 'draft-2020-12' })

/** A reader ignores members that it does not know: a later release may add optional members to a version. */
const allowUnknownMembers = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/**
 * The JSON Schema of data that is exchanged with other systems. It allows additional members, for readers; the zod
 * schema refuses them when data is written.
 */
export const readerSchema = (of: Schema, target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12') =>
  z.toJSONSchema(of, { target, override: allowUnknownMembers })

/**
 * A published JSON Schema with its own identity. `$schema` is the first keyword: some libraries read in order, and refuse a
 * document whose dialect comes after other keywords.
 */
export const publishedSchema = (identity: Readonly<Record<string, unknown>>, of: Schema) => {
  const { $schema, ...schema } = readerSchema(of)
  return { $schema, ...identity, ...schema }
}

const withExample = (schema: Schema, example: unknown): Schema => {
  // A clone, because event types share schemas: each gets its own example.
  const clone = z.clone(schema)
  z.globalRegistry.add(clone, { examples: [example] })
  return clone
}

/**
 * The JSON Schema (2020-12) of the record of an event, as it is stored, published and exported in its newest version.
 * Properties without a JSON Schema keyword (kind, receivers) have `x-` keywords.
 */
export const recordSchema = ({ type, version, meaning, kind, visibility, classification, data, example }: EventType) =>
  publishedSchema(
    {
      $id: schemaAddress(type, version),
      title: type,
      'x-kind': kind,
      'x-visibility': visibility,
      'x-classification': classification ?? 'PRIVATE',
    },
    CaseEventRecord.extend({
      envelope: Envelope.extend({ type: z.literal(type), schemaVersion: z.literal(version) }),
      data: withExample(data, example),
    }).meta({ description: meaning }),
  )
