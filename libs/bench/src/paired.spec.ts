import { describe, expect, it } from '@jest/globals'
import { estimate, noneFailed, percentileOf, rotated, verdict } from './paired.ts'

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)

describe('the estimate of a ratio', () => {
  // The published tables of the sign test: for 15 values the 4th and the 12th, for 20 the 6th and the 15th.
  it.each([
    [6, 1, 6],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
  ])('has for %i ratios the bounds number %i and %i in their order.', (n, low, high) =>
    expect(estimate(upTo(n).toReversed())).toEqual({ median: (n + 1) / 2, low, high }),
  )

  it('has no bounds with fewer than six ratios.', () =>
    expect(estimate(upTo(5))).toEqual({ median: 3, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }))
})

describe('the verdict on a bar', () => {
  const ratio = { median: 1, low: 0.9, high: 1.1 }

  it.each([
    [{ minimum: 0.9 }, 'met'],
    [{ minimum: 1 }, 'unclear'],
    [{ minimum: 1.2 }, 'missed'],
    [{ maximum: 1.1 }, 'met'],
    [{ maximum: 1 }, 'unclear'],
    [{ maximum: 0.8 }, 'missed'],
  ] as const)('for %j is %s.', (bar, expected) => expect(verdict(ratio, bar)).toBe(expected))
})

describe('the order of the contestants', () => {
  it('lets each contestant begin equally often.', () => {
    const first = upTo(8).map((round) => rotated(['a', 'b', 'c', 'd'], round - 1)[0])
    expect(['a', 'b', 'c', 'd'].map((name) => first.filter((one) => one === name).length)).toEqual([2, 2, 2, 2])
  })

  it('lets nobody always follow the same contestant.', () => {
    const before = upTo(8)
      .map((round) => rotated(['a', 'b', 'c'], round - 1))
      .map((order) => order[order.indexOf('b') - 1])
    expect(new Set(before)).toEqual(new Set(['a', 'c', undefined]))
  })
})

describe('a percentile', () => {
  it('has an interval between values, which gets narrower with their number', () => {
    expect(percentileOf(upTo(1_000), 0.99)).toEqual({ median: 991, low: 983, high: 998 })
    const { low, high } = percentileOf(upTo(100_000), 0.99)
    expect(high - low).toBeLessThan(150)
  })

  it('keeps or misses no bar where there are too few values to say so', () => {
    expect(verdict(percentileOf(upTo(50), 0.99), { maximum: 100 })).toBe('unclear')
    expect(verdict(percentileOf(upTo(10_000), 0.99), { maximum: 100 })).toBe('missed')
    expect(verdict(percentileOf(upTo(10_000), 0.99), { maximum: 9_950 })).toBe('met')
  })
})

it('nothing failed only where something was tried', () => {
  expect([noneFailed(0, 10), noneFailed(1, 10), noneFailed(0, 0)]).toEqual(['met', 'missed', 'unclear'])
})
