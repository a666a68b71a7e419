import { describe, expect, it } from '@jest/globals'
import { slicesOf } from './growth.ts'

const GROWTH = { from: 10, to: 500 }

describe('the slices in which cases grow', () => {
  it.each([1, 7, 9, 15])('begin at 10 facts and end at 500 when there are %i of them.', (count) => {
    const slices = slicesOf(GROWTH, count)
    expect([slices.length, slices[0]?.from, slices.at(-1)?.to]).toEqual([count, 10, 500])
  })

  it('each begin where the one before ends.', () => {
    const slices = slicesOf(GROWTH, 9)
    expect(slices.slice(1).map(({ from }) => from)).toEqual(slices.slice(0, -1).map(({ to }) => to))
  })

  it('differ by one fact at most, so that all have about the same number of commands.', () => {
    const lengths = slicesOf(GROWTH, 9).map(({ from, to }) => to - from)
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
  })
})
