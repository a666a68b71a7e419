import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { Mapping, mappingSchema } from './mapping.ts'

const folder = new URL('../../../../deploy/mappings/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const shipped = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'mapping.schema.json')

describe('the mappings that ship', () => {
  it.each(shipped)('%s fits the schema', (name) => expect(Mapping.safeParse(JSON.parse(read(name))).error).toBe(undefined))

  it('the published JSON Schema is the one that is checked with (npm run generate)', () =>
    expect(read('mapping.schema.json')).toBe(mappingSchema()))

  it('lets no column be kept as free text', () => {
    const mapping = { ...(JSON.parse(read('indonesia-detention.json')) as object), keep: { source_date_text: 'text' } }
    expect(Mapping.safeParse(mapping).success).toBe(false)
  })
})
