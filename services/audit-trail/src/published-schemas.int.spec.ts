import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CONTRACTS, type ReleasedSchema, schemaAddress, sharedRecord, extractRecord } from '@case-timeline/contracts'
import { addressOf, publishedSchemas } from './published-schemas.ts'

const TYPE = 'investigation.CaseOpened'
const released = (version: number): ReleasedSchema => ({
  ...CONTRACTS.get(TYPE)?.schema,
  $id: schemaAddress(TYPE, version),
  properties: { ...(CONTRACTS.get(TYPE)?.schema['properties'] as object), data: { const: version } },
})
const text = (schema: ReleasedSchema) => `${JSON.stringify(schema, null, 2)}\n`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'released-'))
  const record = sharedRecord()
  await writeFile(join(folder, 'record.json'), text(record))
  await writeFile(join(folder, `${TYPE}.v0.json`), text(released(0)))
  await writeFile(join(folder, `${TYPE}.v1.json`), text(extractRecord(released(1), record)))
})
afterAll(() => rm(folder, { recursive: true }))

describe('published schemas', () => {
  it('include the schema of every contract of this release', async () => {
    const schemas = await publishedSchemas()
    for (const { type, version, schema } of CONTRACTS.values())
      expect(JSON.parse(schemas.at(addressOf(type, version))?.text ?? '{}')).toEqual(JSON.parse(JSON.stringify(schema)))
  })

  it('are complete documents, whether they were released complete or as a part of the shared record', async () => {
    const schemas = await publishedSchemas(folder)
    expect(schemas.at(addressOf(TYPE, 0))?.text).toBe(text(released(0)))
    expect(schemas.at(addressOf(TYPE, 1))?.text).toBe(text(released(1)))
  })

  it('stay available after a later version was released, and are then marked as superseded', async () => {
    const schemas = await publishedSchemas(folder)
    expect(schemas.at(addressOf(TYPE, 0))).toMatchObject({ isSuperseded: true })
    expect(schemas.at(addressOf(TYPE, 1))).toMatchObject({ isSuperseded: false })
    expect(schemas.at(addressOf(TYPE, 2))).toBeUndefined()
  })

  it('prevent the service from starting when they cannot be read', async () =>
    expect(publishedSchemas(join(folder, 'nowhere'))).rejects.toThrow('ENOENT'))

  it('prevent the service from starting when the record that they share is missing', async () => {
    await rm(join(folder, 'record.json'))
    await expect(publishedSchemas(folder)).rejects.toThrow('which is not released')
  })
})
