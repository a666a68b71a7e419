import { describe, expect, it } from '@jest/globals'
import { changesBetween } from './replay.ts'
import { table } from './screen.ts'
import { detailsOf, marksOf, short } from './timeline.ts'

describe('what a step changed', () => {
  it('is each member that came, went or is another now', () =>
    expect(
      changesBetween({ until: '2016-04-15', place: 'PH-00', kind: 'natural' }, { until: '2016-05-25', kind: 'natural', rightsRead: true }),
    ).toEqual([
      { what: 'until', was: '2016-04-15', is: '2016-05-25' },
      { what: 'place', was: 'PH-00' },
      { what: 'rightsRead', is: true },
    ]))

  it('is nothing where a list has the same members in the same order', () =>
    expect(changesBetween({ evidence: [{ id: 1 }] }, { evidence: [{ id: 1 }] })).toEqual([]))
})

describe('on a terminal', () => {
  it('columns are aligned, numbers to the right', () =>
    expect(
      table(
        ['view', 'rows'],
        [
          ['case-file', 5],
          ['timeline', 1200],
        ],
      ),
    ).toBe('view       rows\ncase-file     5\ntimeline   1200'))

  it('a reference is shown by its beginning, a long value is cut', () => {
    expect(short('6a43d958-c48b-45e9-afd9-4fa7df351db1')).toBe('6a43d958')
    expect(short('x'.repeat(100))).toHaveLength(80)
    expect(short('withheld-by-6a43d958-c48b-45e9-afd9-4fa7df351db1-2')).toBe('withheld-by-6a43d958-2')
    expect(detailsOf({ a: 1, b: 2, list: [], c: 3, d: 4, e: 5 })).toBe('a=1 b=2 c=3 d=4 …')
  })

  it('a corrected fact says what it was, a warning that was taken back is not shown', () =>
    expect(
      marksOf({
        retracted: false,
        original: { occurredAt: '2026-03-17', data: { ground: 'recruitment' } },
        warnings: [
          { ruleId: 'investigation.rights-are-read-on-arrest', retracted: true },
          { ruleId: 'investigation.the-ground-is-stated-on-arrest', retracted: false },
        ],
        overrides: [],
      }),
    ).toEqual(['corrected; was 2026-03-17 ground=recruitment', 'warning investigation.the-ground-is-stated-on-arrest']))
})
