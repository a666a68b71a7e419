import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { Mapping, mappingSchema } from './mapping.ts'

const folder = new URL('../../../../deploy/mappings/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const shipped = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'mapping.schema.json')

describe('the mappings in deploy/mappings', () => {
  it.each(shipped)('match the schema: %s', (name) => expect(Mapping.safeParse(JSON.parse(read(name))).error).toBe(undefined))

  it('have a JSON Schema that is generated from the schema of the import (npm run generate)', () =>
    expect(read('mapping.schema.json')).toBe(mappingSchema()))

  it('cannot keep a column as free text', () => {
    const mapping = { ...(JSON.parse(read('indonesia-detention.json')) as object), keepColumns: { source_date_text: 'text' } }
    expect(Mapping.safeParse(mapping).success).toBe(false)
  })
})
