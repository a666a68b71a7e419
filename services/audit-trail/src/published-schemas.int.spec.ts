import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CONTRACTS, schemaAddress } from '@case-timeline/contracts'
import { addressOf, publishedSchemas } from './published-schemas.ts'

const TYPE = 'investigation.CaseOpened'
const released = (version: number) =>
  JSON.stringify({ ...CONTRACTS.get(TYPE)?.schema, $id: schemaAddress(TYPE, version), 'x-planted': version })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'released-'))
  await writeFile(join(folder, `${TYPE}.v0.json`), released(0))
  await writeFile(join(folder, `${TYPE}.v1.json`), released(1))
})
afterAll(() => rm(folder, { recursive: true }))

describe('published schemas', () => {
  it('are those of every contract of this release', async () => {
    const schemas = await publishedSchemas()
    for (const { type, version, schema } of CONTRACTS.values())
      expect(JSON.parse(schemas.at(addressOf(type, version))?.text ?? '{}')).toEqual(JSON.parse(JSON.stringify(schema)))
  })

  it('stay there when a later version has taken their place, and are then known never to change', async () => {
    const schemas = await publishedSchemas(folder)
    expect(schemas.at(addressOf(TYPE, 0))).toMatchObject({ text: released(0), isPast: true })
    expect(schemas.at(addressOf(TYPE, 1))).toMatchObject({ text: released(1), isPast: false })
    expect(schemas.at(addressOf(TYPE, 0))?.etag).not.toBe(schemas.at(addressOf(TYPE, 1))?.etag)
    expect(schemas.at(addressOf(TYPE, 2))).toBeUndefined()
  })

  it('keep the service from starting when they cannot be read', async () =>
    expect(publishedSchemas(join(folder, 'nowhere'))).rejects.toThrow('ENOENT'))
})
