import { type JsonSchema, schemaOf } from './compatibility.ts'
import { CaseEventRecord } from './envelope.ts'
import { publishedSchema } from './json-schema.ts'
import { type ReleasedSchema, releaseOf } from './released.ts'

// All events share one record schema. It is released once: a change of it is one diff, not one per event type.

/** The `$id` of the record schema that all events share: the released schema of an event refers to it by `$ref`. */
export const RECORD_ADDRESS = 'urn:case-timeline:record'

/** The JSON Schema (2020-12) of the record of an event of any type, in this release. */
export const sharedRecord = (): ReleasedSchema => publishedSchema({ $id: RECORD_ADDRESS, title: 'Record of an event' }, CaseEventRecord)

/** The content of a schema, without the identity of the schema itself. */
const keywordsOf = ({ $schema: _schema, $id: _id, title: _title, ...keywords }: ReleasedSchema): JsonSchema => keywords

/** The properties of one event's record: its type, version and data are its own; all others are of the shared record. */
const membersOf = (event: ReleasedSchema, record: ReleasedSchema): JsonSchema => {
  const { type, version } = releaseOf(event)
  const shared = schemaOf(record['properties'])
  const envelope = schemaOf(shared['envelope'])
  const own = { type: { type: 'string', const: type }, schemaVersion: { type: 'number', const: version } }
  return {
    ...shared,
    envelope: { ...envelope, properties: { ...schemaOf(envelope['properties']), ...own } },
    ...schemaOf(event['properties']),
  }
}

/**
 * A released schema as one self-contained document: its `$ref` is replaced by the content of the record schema.
 * @returns the complete schema, with `$schema` as its first keyword
 * @throws when the `$ref` names anything but the given record
 */
export const inlineRecord = (released: ReleasedSchema, record: ReleasedSchema | undefined): ReleasedSchema => {
  const { $ref, $id } = released
  // Schemas of earlier releases have `$schema` elsewhere, or only in the record.
  if ($ref === undefined) return { $schema: released['$schema'], ...released }
  if (record === undefined || record['$id'] !== $ref)
    throw new Error(`${String($id)} refers to ${String($ref)}, which is not released: restore libs/contracts/released from git`)
  const keywords = { ...keywordsOf(record), properties: membersOf(released, record) }
  const complete = Object.entries(released).flatMap(([keyword, value]) => {
    if (keyword === '$ref') return Object.entries(keywords)
    return keyword === 'properties' ? [] : [[keyword, value] as const]
  })
  return { $schema: record['$schema'], ...Object.fromEntries(complete) }
}

/**
 * The inverse of `inlineRecord`: a complete schema without the parts that it shares with the record, and with a `$ref`
 * to the record instead. This is the form in the folder `released`.
 * @returns the schema unchanged if inlining would not restore exactly the same text: it is not an event, or it is a
 *   past version that was released with an earlier record
 */
export const extractRecord = (schema: ReleasedSchema, record: ReleasedSchema): ReleasedSchema => {
  const shared = keywordsOf(record)
  const { data } = schemaOf(schema['properties'])
  const own = Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) => {
      // `type` is the first keyword of the record itself: the `$ref` takes its place, so that inlining restores the order.
      if (keyword === 'type') return Object.entries({ $ref: record['$id'], properties: { data } })
      return Object.hasOwn(shared, keyword) ? [] : [[keyword, value] as const]
    }),
  )
  return '$ref' in own && JSON.stringify(inlineRecord(own, record)) === JSON.stringify(schema) ? own : schema
}

/**
 * The released schemas of a folder, each as a self-contained document.
 * @param folder the content of every file, in any order; the record schema is one of them
 * @throws when a schema refers to a record that is not in the folder
 */
export const releasedSchemas = (folder: readonly ReleasedSchema[]): readonly ReleasedSchema[] => {
  const record = folder.find(({ $id }) => $id === RECORD_ADDRESS)
  return folder.filter((one) => one !== record).map((one) => inlineRecord(one, record))
}
