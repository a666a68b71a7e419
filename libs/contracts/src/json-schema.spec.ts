import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { EVENT_TYPES } from './catalogue.ts'
import { recordSchema } from './json-schema.ts'
import { VerdictDelivered } from './adjudication/verdict-delivered.ts'

const released = new URL('../released/', import.meta.url)

describe('the JSON Schema of an event', () => {
  it('describes its whole record, and no other type or version', () =>
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

  it('lets its reader pass over members that a later release adds', () =>
    expect(JSON.stringify(recordSchema(VerdictDelivered))).not.toContain('"additionalProperties":false'))

  it.each([...EVENT_TYPES.values()])('of $type is the one that is released; else run npm run generate', (event) => {
    const { 'x-breaks': _, ...schema } = JSON.parse(
      readFileSync(new URL(`${event.type}.v${event.version}.json`, released), 'utf8'),
    ) as Record<string, unknown>
    expect(schema).toEqual(JSON.parse(JSON.stringify(recordSchema(event))))
  })
})
