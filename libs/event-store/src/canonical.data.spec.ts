import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { canonical, NotStorable } from './canonical.ts'

const root = resolve(import.meta.dirname, '../../..')
const vectors = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data', 'vectors/rfc8785-jcs/testdata')
if (!existsSync(vectors)) throw new Error(`The data folder has no ${vectors}: set CASE_TIMELINE_DATA to the folder that holds vectors/.`)

const input = (name: string): unknown => JSON.parse(readFileSync(resolve(vectors, 'input', `${name}.json`), 'utf8'))
const bytes = (name: string): string => readFileSync(resolve(vectors, 'outhex', `${name}.txt`), 'utf8').replaceAll(/\s+/g, '')

describe('the canonical text of a value, checked against the test vectors of RFC 8785', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'weird'])('equals the vector "%s" byte for byte', (name) =>
    expect(Buffer.from(canonical(input(name))).toString('hex')).toBe(bytes(name)),
  )

  it('refuses the vector "values", because the log accepts no fractions', () =>
    expect(() => canonical(input('values'))).toThrow(NotStorable))
})
