import { describe, expect, it } from '@jest/globals'
import { Day, Instant, KnownZone, OccurredAt } from './fields.ts'

const accepts = (field: typeof OccurredAt) => (text: string) => field.safeParse(text).success

describe('a time of occurrence', () => {
  it.each(['2016', '2016-03', '2016-03-27', '2016-03-27T08:30:00Z', '2016-03-27T08:30:00.123456789+07:00', '2024-02-29'])(
    'accepts %s at its own precision',
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
  ])('rejects "%s"', (text) => expect(accepts(OccurredAt)(text)).toBe(false))

  it('accepts as a day only a full date without a time', () =>
    expect(['2016-03-27', '2016-03', '2016-03-27T08:30:00Z', '2016-02-30'].map(accepts(Day))).toEqual([true, false, false, false]))

  it('accepts as an instant only UTC to the second, so that instants compare as text', () =>
    expect(
      ['2016-03-27T08:30:00Z', '2016-03-27T08:30:00+00:00', '2016-03-27T08:30:00.5Z', '2016-03-27', '2016-02-30T08:30:00Z'].map(
        accepts(Instant),
      ),
    ).toEqual([true, false, false, false, false]))
})

describe('the zone of a new fact', () => {
  it.each(['Asia/Manila', 'Asia/Ho_Chi_Minh', 'Asia/Saigon', 'Asia/Yangon', 'Asia/Rangoon', 'UTC', 'Etc/GMT-7'])(
    'may be %s: a name in use, a former name, or a fixed offset',
    (zone) => expect(KnownZone.safeParse(zone).success).toBe(true),
  )

  it.each(['Nowhere/Land', 'Asia/', '+07:00', ''])('may not be "%s", which is no name of the time zone database', (zone) =>
    expect(KnownZone.safeParse(zone).success).toBe(false),
  )
})
