import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { EVENT_TYPES } from './catalogue.ts'
import { recordSchema } from './json-schema.ts'
import { VerdictDelivered } from './adjudication/verdict-delivered.ts'

const docs = `${import.meta.dirname}/../../../docs/events`

describe('the JSON Schema of an event', () => {
  it('describes its whole record, and no other type or version', () =>
    expect(recordSchema(VerdictDelivered)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:case-timeline:event:adjudication.VerdictDelivered:v1',
      'x-kind': 'decision',
      'x-visibility': ['investigation', 'prosecution', 'victimSupport'],
      properties: {
        envelope: { properties: { type: { const: 'adjudication.VerdictDelivered' }, schemaVersion: { const: 1 } } },
        data: { examples: [VerdictDelivered.example], additionalProperties: false },
      },
    }))

  it.each([...EVENT_TYPES.values()])('of $type is the one in docs/events; else run npm run generate', (event) =>
    expect(JSON.parse(readFileSync(`${docs}/${event.type}.schema.json`, 'utf8'))).toEqual(JSON.parse(JSON.stringify(recordSchema(event)))),
  )

  it('is in docs/events for no type that is gone', () =>
    expect(
      readdirSync(docs).filter((file) => file !== 'README.md' && !EVENT_TYPES.has(file.replace(/(\.schema\.json|\.md)$/, ''))),
    ).toEqual([]))
})
