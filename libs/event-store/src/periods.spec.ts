import { expect, it } from '@jest/globals'
import { untilNextPeriod } from './periods.ts'

it('what several services of a process repeat comes due at the same moment, whenever each of them began', () =>
  expect([12_000, 13_500, 14_980].map((now) => now + untilNextPeriod(5_000, now))).toEqual([15_000, 15_000, 15_000]))

it('a timer that came due a little before its moment is followed by the one a period later', () =>
  expect([14_997, 15_003].map((now) => now + untilNextPeriod(5_000, now))).toEqual([20_000, 20_000]))
