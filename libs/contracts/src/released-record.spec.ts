import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { EVENT_TYPES } from './catalogue.ts'
import { CONTRACTS, contractOf, compatibilityIssuesOf, type ReleasedSchema } from './released.ts'
import { RECORD_ADDRESS, releasedSchemas, sharedRecord, extractRecord, inlineRecord } from './released-record.ts'
import { CaseOpened } from './investigation/case-opened.ts'

const asText = (value: unknown): string => JSON.stringify(value)
const asRead = (schema: ReleasedSchema): ReleasedSchema => JSON.parse(asText(schema)) as ReleasedSchema

const record = asRead(sharedRecord())
const opened = contractOf(CaseOpened).schema

/** The record schema of an earlier or later release, with additional members of the envelope. */
const recordWith = (more: Readonly<Record<string, z.ZodType>>): ReleasedSchema => {
  const changed = structuredClone(record) as { properties: { envelope: { properties: object } } }
  for (const [name, of] of Object.entries(more)) Object.assign(changed.properties.envelope.properties, { [name]: z.toJSONSchema(of) })
  return changed as unknown as ReleasedSchema
}
const objectionsAfter = (before: ReleasedSchema): readonly string[] =>
  compatibilityIssuesOf(
    new Map([[CaseOpened.type, contractOf(CaseOpened)]]),
    releasedSchemas([before, asRead(extractRecord(opened, sharedRecord()))]),
  ).map(({ sentence }) => sentence)

describe('the released schema of an event', () => {
  it.each([...EVENT_TYPES.values()])(
    'contains only the own parts of $type, and together with the record gives the complete schema',
    (event) => {
      const { schema } = contractOf(event)
      const own = asRead(extractRecord(schema, sharedRecord()))
      const identity = ['$schema', '$id', 'title', 'x-kind', 'x-visibility', 'x-classification']
      expect(Object.keys(own)).toEqual([...identity, '$ref', 'properties', 'description'])
      expect(Object.keys(own['properties'] as object)).toEqual(['data'])
      expect(asText(inlineRecord(own, record))).toBe(asText(schema))
    },
  )

  it('keeps its declared breaks', () => {
    const breaking = { ...opened, 'x-breaks': ['a reason'] }
    const own = extractRecord(breaking, record)
    expect(own).toMatchObject({ $ref: RECORD_ADDRESS, 'x-breaks': ['a reason'] })
    expect(asText(inlineRecord(own, record))).toBe(asText(breaking))
  })

  it('is the complete schema if it was released with another record, so that a past version never changes', () => {
    const past = inlineRecord(extractRecord(opened, record), recordWith({ addedLater: z.string() }))
    expect(extractRecord(past, record)).toBe(past)
  })

  it('is the complete schema for a message that is not an event', () => {
    for (const [type, { schema }] of CONTRACTS) if (!EVENT_TYPES.has(type)) expect(extractRecord(schema, record)).toBe(schema)
  })
})

describe('the released schemas of a folder', () => {
  it('are complete, and do not include the record', () =>
    expect(releasedSchemas([extractRecord(opened, record), record]).map(asText)).toEqual([asText(opened)]))

  it('begin with $schema, also those that were released with it elsewhere', () => {
    const { $schema, ...shared } = extractRecord(opened, record)
    const { $schema: _, ...complete } = opened
    const released = [extractRecord(opened, record), shared, { ...complete, $schema }, record]
    expect(releasedSchemas(released).map((schema) => Object.entries(schema)[0])).toEqual(
      Array.from({ length: 3 }, () => ['$schema', 'https://json-schema.org/draft/2020-12/schema']),
    )
  })

  it('are rejected if the record that they refer to is missing', () => {
    expect(() => releasedSchemas([extractRecord(opened, record)])).toThrow(
      'urn:case-timeline:event:investigation.CaseOpened:v1 refers to urn:case-timeline:record, which is not released',
    )
    expect(() => releasedSchemas([{ ...extractRecord(opened, record), $ref: 'urn:case-timeline:other' }, record])).toThrow(
      'refers to urn:case-timeline:other, which is not released',
    )
  })
})

describe('a release may not follow the previous one', () => {
  it('when the record lost a member, which affects every event that shares it', () =>
    expect(objectionsAfter(recordWith({ planted: z.string() }))).toEqual([
      'investigation.CaseOpened version 1: /envelope/planted is removed, and earlier data may contain it: a reader of the new schema loses that',
    ]))

  it('when the record has a wider or narrower member', () => {
    expect(objectionsAfter(recordWith({ jurisdiction: z.enum(['PH']) }))).toContainEqual(
      expect.stringContaining('/envelope/jurisdiction was one of "PH" and can be anything'),
    )
    expect(objectionsAfter(recordWith({ classification: z.string() }))).toContainEqual(
      expect.stringContaining('/envelope/classification is now one of'),
    )
  })
})
