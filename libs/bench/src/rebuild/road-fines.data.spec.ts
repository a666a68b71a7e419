import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { ROAD_FINES, traceSizes } from './road-fines.ts'

const root = resolve(import.meta.dirname, '../../../..')
const file = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data', ROAD_FINES)
if (!existsSync(file)) throw new Error(`${file} does not exist: set CASE_TIMELINE_DATA to the folder that contains logs/.`)

const sizesOf = async (most: number): Promise<readonly number[]> => {
  const sizes: number[] = []
  for await (const size of traceSizes(file, most)) sizes.push(size)
  return sizes
}

describe('the log of road fines', () => {
  it('has as many traces and events as its publishers state, none of which is empty', async () => {
    const sizes = await sizesOf(Infinity)
    expect(sizes).toHaveLength(150_370)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(561_470)
    expect(sizes.filter((size) => size === 0)).toEqual([])
  })

  it('is read no further than the traces that are wanted', async () => expect(await sizesOf(10)).toHaveLength(10))
})
