import { describe, expect, it } from '@jest/globals'
import { catchUp } from './catch-up.ts'

const MINUTE_MS = 60_000

interface Reading {
  readonly at: number
  readonly position: number
  readonly end: number
  readonly behindSeconds?: number
}

/** The estimates of one consumer that is read at some times. */
const estimates = (readings: readonly Reading[]): readonly (number | undefined)[] => {
  const { estimate } = catchUp()
  return readings.map(({ at, position, end, behindSeconds = 60 }) => {
    const behind = end - position
    const partitions = [
      { partition: 0, position: String(position), behind, behindSeconds, isLowerBound: false },
      // It is where nothing waits any more.
      { partition: 1, position: '1', behind: 0, behindSeconds: 0, isLowerBound: false },
    ]
    return estimate({ consumer: 'view.tally.v1', behind, parked: 0, behindSeconds, isLowerBound: false, partitions }, String(end), at)
  })
}

describe('the time until a consumer has caught up', () => {
  it('follows from how fast it came nearer to the end of the log between two readings', () => {
    const readings = [
      { at: 0, position: 0, end: 10_000 },
      { at: 10_000, position: 2_000, end: 10_000 },
      { at: 20_000, position: 4_000, end: 10_000 },
    ]
    expect(estimates(readings)).toEqual([undefined, 40, 30])
  })

  it('is longer while the log grows, too', () => {
    const readings = [
      { at: 0, position: 0, end: 10_000 },
      { at: 10_000, position: 2_000, end: 11_000 },
    ]
    expect(estimates(readings)).toEqual([undefined, 90])
  })

  it('is infinite while the log grows as fast as events are handled, or nothing is handled', () => {
    const readings = [
      { at: 0, position: 0, end: 100 },
      { at: 10_000, position: 50, end: 150 },
      { at: 20_000, position: 50, end: 150 },
      { at: 30_000, position: 50, end: 250 },
    ]
    expect(estimates(readings)).toEqual([undefined, Infinity, Infinity, Infinity])
  })

  it('is that of the last minute: an earlier speed is forgotten', () => {
    const readings = [
      { at: 0, position: 0, end: 100_000 },
      { at: MINUTE_MS, position: 60_000, end: 100_000 },
      { at: 2 * MINUTE_MS, position: 60_600, end: 100_000 },
    ]
    expect(estimates(readings)).toEqual([undefined, 40, 3_940])
  })

  it('is unknown again after ten minutes without a reading', () => {
    const readings = [
      { at: 0, position: 0, end: 100 },
      { at: 11 * MINUTE_MS, position: 10, end: 100 },
    ]
    expect(estimates(readings)).toEqual([undefined, undefined])
  })

  it('is 0 while events are handled as they come, and starts again when they wait', () => {
    const readings = [
      { at: 0, position: 0, end: 100 },
      { at: 10_000, position: 99, end: 100, behindSeconds: 0.2 },
      { at: 20_000, position: 100, end: 100, behindSeconds: 0 },
      { at: 30_000, position: 100, end: 200 },
      { at: 40_000, position: 150, end: 200 },
    ]
    expect(estimates(readings)).toEqual([undefined, 0, 0, undefined, 10])
  })

  it('is unknown for a consumer that waits because the log went back', () => {
    const partitions = [{ partition: 0, position: '70', behind: 0, isLowerBound: true }]
    const lag = { consumer: 'view.tally.v1', behind: 0, parked: 0, isLowerBound: true, partitions }
    expect(catchUp().estimate(lag, '60', 0)).toBeUndefined()
  })

  it('is 0 while events are handled as they come, whatever waits with a parked case', () => {
    const partitions = [{ partition: 0, position: '70', behind: 1, behindSeconds: 0.2, isLowerBound: false }]
    const lag = { consumer: 'view.tally.v1', behind: 1, parked: 3, behindSeconds: 90_000, isLowerBound: false, partitions }
    expect(catchUp().estimate(lag, '71', 0)).toBe(0)
  })
})
