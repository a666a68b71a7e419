import { describe, expect, it } from '@jest/globals'
import { together } from './together.ts'

/** Doubles numbers, and notes how it was asked. */
const doubling = (atMost: number) => {
  const asked: (readonly number[])[] = []
  const double = together<number, number>(atMost, async (numbers) => {
    asked.push(numbers)
    return numbers.map((one) => one * 2)
  })
  return { asked, double }
}

describe('what is asked together', () => {
  it('is answered by one call, each in its place', async () => {
    const { asked, double } = doubling(10)
    expect(await Promise.all([3, 1, 2].map(double))).toEqual([6, 2, 4])
    expect(asked).toEqual([[3, 1, 2]])
  })

  it('goes in several calls when it is more than one may carry', async () => {
    const { asked, double } = doubling(2)
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
    expect(asked).toEqual([[1, 2], [3]])
  })

  it('does not wait for what is asked later', async () => {
    const { asked, double } = doubling(10)
    await double(1)
    await double(2)
    expect(asked).toEqual([[1], [2]])
  })

  it('fails for everyone who asked, and not for those who ask next', async () => {
    let broken = true
    const ask = together<number, number>(10, async (numbers) => {
      if (broken) throw new RangeError('no connection')
      return numbers
    })
    const answers = await Promise.allSettled([ask(1), ask(2)])
    expect(answers.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    broken = false
    expect(await ask(3)).toBe(3)
  })
})
