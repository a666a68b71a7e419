import { describe, expect, it } from '@jest/globals'
import type { Compared, Counts } from './load-protocol.ts'
import { countedFaults, resultsTable } from './results-table.ts'

const counts = (more: Partial<Counts> = {}): Counts => ({
  requests: 900,
  failed: 0,
  acknowledged: 200,
  secondsWithoutOwner: 0.84,
  examples: [],
  ...more,
})
const compared = (more: Partial<Compared> = {}): Compared => ({
  lost: [],
  doubled: [],
  invented: [],
  acknowledged: 612,
  events: 700,
  ...more,
})
const failed = counts({ failed: 2, examples: ['investigation: open-case: 503'] })

describe('the counts of a run', () => {
  it('are printed as a table, with a line for each step', () =>
    expect(
      resultsTable([
        { step: 'install', seconds: 61.4, mayFail: false },
        { step: 'upgrade', seconds: 80, mayFail: false, counts: failed, failure: new Error('2 requests failed') },
        { step: 'comparison', seconds: 3, mayFail: false, compared: compared({ lost: ['open-case of 1'] }) },
      ]),
    ).toBe(
      [
        'step       | result | seconds | requests | failed | commands acknowledged | lost | doubled | seconds without an owner',
        'install    | passed | 61      |          |        |                       |      |         |',
        'upgrade    | FAILED | 80      | 900      | 2      | 200                   |      |         | 0.8',
        'comparison | passed | 3       |          |        | 612                   | 1    | 0       |',
      ].join('\n'),
    ))

  it('are no fault when nothing failed, was lost or is there twice', () => {
    expect(countedFaults({ step: 'upgrade', mayFail: false, counts: counts() })).toEqual([])
    expect(countedFaults({ step: 'comparison', mayFail: false, compared: compared() })).toEqual([])
  })

  it('are a fault when requests failed, but not where a pod is killed', () => {
    expect(countedFaults({ step: 'upgrade', mayFail: false, counts: failed })).toEqual([
      'upgrade: 2 requests failed: investigation: open-case: 503',
    ])
    expect(countedFaults({ step: 'pod kill', mayFail: true, counts: failed })).toEqual([])
  })

  it('are a fault when nothing was sent, since then nothing could fail', () =>
    expect(countedFaults({ step: 'upgrade', mayFail: true, counts: counts({ requests: 0 }) })).toEqual([
      'upgrade: no request was sent, so nothing was counted',
    ]))

  it.each([
    ['lost', 'comparison: 1 events are lost: open-case of 1'],
    ['doubled', 'comparison: 1 events are there twice: open-case of 1'],
    ['invented', 'comparison: 1 events nobody sent: open-case of 1'],
  ])('are a fault when an event is %s', (difference, sentence) =>
    expect(countedFaults({ step: 'comparison', mayFail: false, compared: compared({ [difference]: ['open-case of 1'] }) })).toEqual([
      sentence,
    ]),
  )
})
