import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { EVENT_TYPES } from './catalogue.ts'
import { recordSchema } from './json-schema.ts'
import { CONTRACTS, type ReleasedSchema } from './released.ts'
import { inlineRecord } from './released-record.ts'
import { VerdictDelivered } from './adjudication/verdict-delivered.ts'

const released = (file: string) => JSON.parse(readFileSync(new URL(`../released/${file}`, import.meta.url), 'utf8')) as ReleasedSchema

describe('the JSON Schema of every contract', () => {
  it.each([...CONTRACTS.values()])('begins with $schema for $type, in this release and in the folder', ({ type, version, schema }) => {
    for (const one of [schema, released(`${type}.v${version}.json`)])
      expect(Object.entries(one)[0]).toEqual(['$schema', 'https://json-schema.org/draft/2020-12/schema'])
  })
})

describe('the JSON Schema of an event', () => {
  it('describes the whole record of exactly one type and version', () =>
    expect(recordSchema(VerdictDelivered)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:case-timeline:event:adjudication.VerdictDelivered:v1',
      'x-kind': 'decision',
      'x-visibility': ['investigation', 'prosecution', 'victimSupport'],
      properties: {
        envelope: { properties: { type: { const: 'adjudication.VerdictDelivered' }, schemaVersion: { const: 1 } } },
        data: { examples: [VerdictDelivered.example] },
      },
    }))

  it('allows members that a later release adds', () =>
    expect(JSON.stringify(recordSchema(VerdictDelivered))).not.toContain('"additionalProperties":false'))

  it.each([...EVENT_TYPES.values()])('equals the released schema of $type (if not: run npm run generate)', (event) => {
    const { 'x-breaks': _, ...schema } = inlineRecord(released(`${event.type}.v${event.version}.json`), released('record.json'))
    expect(schema).toEqual(JSON.parse(JSON.stringify(recordSchema(event))))
  })
})
