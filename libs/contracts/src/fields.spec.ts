import { describe, expect, it } from '@jest/globals'
import { Day, Instant, OccurredAt } from './fields.ts'

const accepts = (field: typeof OccurredAt) => (text: string) => field.safeParse(text).success

describe('when something occurred, as text', () => {
  it.each(['2016', '2016-03', '2016-03-27', '2016-03-27T08:30:00Z', '2016-03-27T08:30:00.123456789+07:00', '2024-02-29'])(
    '%s is kept at its own precision',
    (text) => expect(accepts(OccurredAt)(text)).toBe(true),
  )

  it.each([
    '',
    '0000',
    '16',
    '2016-13',
    '2016-00-01',
    '2016-02-30',
    '2023-02-29',
    '2016-03-27T24:00:00Z',
    '2016-03-27T08:30',
    '2016-03-27 ',
    '27 maret 2016',
  ])('"%s" is no date', (text) => expect(accepts(OccurredAt)(text)).toBe(false))

  it('a day is a day and nothing finer or coarser', () =>
    expect(['2016-03-27', '2016-03', '2016-03-27T08:30:00Z', '2016-02-30'].map(accepts(Day))).toEqual([true, false, false, false]))

  it('an instant is in UTC and to the second, so that instants compare as text', () =>
    expect(
      ['2016-03-27T08:30:00Z', '2016-03-27T08:30:00+00:00', '2016-03-27T08:30:00.5Z', '2016-03-27', '2016-02-30T08:30:00Z'].map(
        accepts(Instant),
      ),
    ).toEqual([true, false, false, false, false]))
})
