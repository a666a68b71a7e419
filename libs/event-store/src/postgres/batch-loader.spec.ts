import { describe, expect, it } from '@jest/globals'
import { setImmediate } from 'node:timers/promises'
import { batchLoader } from './batch-loader.ts'

/** Doubles numbers, and records the batches that it gets. */
const doubling = (batch: number, calls = 10) => {
  const batches: (readonly number[])[] = []
  const double = batchLoader<number, number>({ batch, calls }, async (numbers) => {
    batches.push(numbers)
    await setImmediate()
    return numbers.map((one) => one * 2)
  })
  return { batches, double }
}

describe('keys that are requested together', () => {
  it('are loaded by one call, each with its own result', async () => {
    const { batches, double } = doubling(10)
    expect(await Promise.all([3, 1, 2].map(double))).toEqual([6, 2, 4])
    expect(batches).toEqual([[3, 1, 2]])
  })

  it('are loaded by several calls when they exceed the maximum batch size', async () => {
    const { batches, double } = doubling(2)
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
    expect(batches).toEqual([[1, 2], [3]])
  })

  it('are loaded by one call when they were requested while no further call could run', async () => {
    const { batches, double } = doubling(10, 1)
    const first = double(1)
    await setImmediate()
    expect(await Promise.all([first, ...[2, 3, 4].map(double)])).toEqual([2, 4, 6, 8])
    expect(batches).toEqual([[1], [2, 3, 4]])
  })

  it('do not wait for keys that are requested later', async () => {
    const { batches, double } = doubling(10)
    await double(1)
    await double(2)
    expect(batches).toEqual([[1], [2]])
  })

  it('fail together when their call fails, without any effect on later requests', async () => {
    let broken = true
    const load = batchLoader<number, number>({ batch: 10, calls: 1 }, async (numbers) => {
      if (broken) throw new RangeError('no connection')
      return numbers
    })
    const answers = await Promise.allSettled([load(1), load(2)])
    expect(answers.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    broken = false
    expect(await load(3)).toBe(3)
  })
})
