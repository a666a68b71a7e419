import { describe, expect, it } from '@jest/globals'
import { outcomeMeasureIsReviewedInTime, reviewOf } from './outcome-measure.clocks.ts'

describe(outcomeMeasureIsReviewedInTime.sentence, () => {
  const measure = { reviewBy: '2026-10-15' }

  it('is due up to the end of that day, and overdue from then on', () => {
    expect(reviewOf(measure, [], '2026-10-15T23:59:59Z')).toEqual({ reviewBy: '2026-10-15', state: 'due' })
    expect(reviewOf(measure, [], '2026-10-16T00:00:00Z')).toEqual({ reviewBy: '2026-10-15', state: 'overdue' })
  })
  it('is due again by the day that the last value states, or no more', () => {
    const first = { on: '2026-10-20', nextReviewBy: '2027-04-15' }
    expect(reviewOf(measure, [first], '2026-11-29T10:00:00Z')).toEqual({ reviewBy: '2027-04-15', state: 'due' })
    expect(reviewOf(measure, [first], '2027-05-01T10:00:00Z')).toEqual({ reviewBy: '2027-04-15', state: 'overdue' })
    expect(reviewOf(measure, [first, { on: '2027-04-01' }], '2028-01-01T10:00:00Z')).toEqual({ state: 'ended' })
  })
})
