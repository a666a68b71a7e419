import { describe, expect, it } from '@jest/globals'
import { endsBeforeItStarts } from './interval.ts'

describe('an interval', () => {
  it.each([
    ['2018-11-08', '2018-01-06', true],
    ['2018-11-08', '2018-11-08', false],
    ['2018-11', '2018-11-01', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08T03:00:00Z', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08T01:59:59.5Z', true],
    ['2018-11-08T00:10:00-05:00', '2018-11-08T05:09:59Z', true],
  ])('from %s until %s ends before it starts: %s', (from, until, answer) => expect(endsBeforeItStarts(from, until)).toBe(answer))
})
