import { describe, expect, it } from '@jest/globals'
import { changesBetween } from './case-views.ts'
import { Failure } from './failure.ts'
import { type Step, stepsUntil } from './replay.ts'
import { table } from './screen.ts'
import { detailsOf, remarksOf, short } from './timeline.ts'

describe('the changes of a replay step', () => {
  it('are the members that were added, removed or changed', () =>
    expect(
      changesBetween({ until: '2016-04-15', place: 'PH-00', kind: 'natural' }, { until: '2016-05-25', kind: 'natural', rightsRead: true }),
    ).toEqual([
      { member: 'until', before: '2016-04-15', after: '2016-05-25' },
      { member: 'place', before: 'PH-00' },
      { member: 'rightsRead', after: true },
    ]))

  it('are of a list the entries that went and came', () =>
    expect(changesBetween({ persons: [{ id: 1 }, { id: 2 }] }, { persons: [{ id: 1 }, { id: 3 }] })).toEqual([
      { member: 'persons', before: [{ id: 2 }], after: [{ id: 3 }] },
    ]))

  it('are empty where a list has equal elements in the same order', () =>
    expect(changesBetween({ evidence: [{ id: 1 }] }, { evidence: [{ id: 1 }] })).toEqual([]))

  it('shows an entry that was there twice and is there once, also where a fold kept the same object', () => {
    const [twice, gone, come] = [{ id: 1 }, { id: 2 }, { id: 3 }]
    expect(changesBetween({ traces: [twice, twice, gone] }, { traces: [twice, come] })).toEqual([
      { member: 'traces', before: [twice, gone], after: [come] },
    ])
  })
})

describe('the steps until a position', () => {
  const steps: readonly Step[] = ['9', '10', '100'].map((eventId, index) => ({
    ...{ step: index + 1, eventId, recordedAt: '2026-11-25T10:00:00Z', fact: 'Noted', remarks: [], changes: [] },
  }))
  const effects = steps.map(({ eventId }) => ({ id: eventId, position: eventId }))

  it('are those of the events up to it', () => expect(stepsUntil(steps, effects, '10')).toEqual(steps.slice(0, 2)))

  it.each(['010', '0009', '00'])('are refused for %s, since a position has no leading zeros, with the forms there are', (until) => {
    const remedies = [expect.stringMatching(/a format like 2026-03-27 .*, or a position of the log such as 4017/)]
    expect(() => stepsUntil(steps, effects, until)).toThrow(expect.objectContaining({ name: Failure.name, remedies }))
  })
})

describe('the text output of casectl', () => {
  it('aligns columns, and numbers to the right', () =>
    expect(
      table(
        ['view', 'rows'],
        [
          ['case-file', 5],
          ['timeline', 1200],
        ],
      ),
    ).toBe('view       rows\ncase-file     5\ntimeline   1200'))

  it('shortens references and long values', () => {
    expect(short('6a43d958-c48b-45e9-afd9-4fa7df351db1')).toBe('6a43d958')
    expect(short('x'.repeat(100))).toHaveLength(80)
    expect(short('withheld-by-6a43d958-c48b-45e9-afd9-4fa7df351db1-2')).toBe('withheld-by-6a43d958-2')
    expect(detailsOf({ a: 1, b: 2, list: [], c: 3, d: 4, e: 5 })).toBe('a=1 b=2 c=3 d=4 …')
  })

  it('shows the original of a corrected fact, and hides a retracted warning', () =>
    expect(
      remarksOf({
        retracted: false,
        original: { occurredAt: '2026-03-17', data: { ground: 'recruitment' } },
        warnings: [
          { ruleId: 'investigation.rights-are-read-on-arrest', retracted: true },
          { ruleId: 'investigation.ground-is-stated-on-arrest', retracted: false },
        ],
        overrides: [],
      }),
    ).toEqual(['corrected; was 2026-03-17 ground=recruitment', 'warning investigation.ground-is-stated-on-arrest']))

  it('says of a warning what was unknown when the act was done, since when it is recorded and in which event', () => {
    const unknownThen = { eventId: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', recordedAt: '2026-06-01T10:00:00Z' }
    const warnings = [{ ruleId: 'adjudication.verdict-comes-from-assigned-judge', retracted: false, unknownThen }]
    expect(remarksOf({ retracted: false, warnings, overrides: [] })).toEqual([
      'warning adjudication.verdict-comes-from-assigned-judge (unknown then: recorded on 2026-06-01, event 5a0c2f0e)',
    ])
  })
})
