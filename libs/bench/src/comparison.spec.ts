import { describe, expect, it } from '@jest/globals'
import { judge, keyOf, type Rounds, STATED, undecided, verdictRows } from './comparison.ts'

const [here, there] = [
  { peer: 'here', clients: 8 },
  { peer: 'there', clients: 8 },
]
const measured = (perSecond: number, wal?: number) => ({ perSecond, p50: 1, p99: 2, wal })

/** Six rounds, in which one contestant always has twice the rate of the other. */
const rounds: Rounds = [1, 2, 3, 4, 5, 6].map(
  (round) =>
    new Map([
      [keyOf(here), measured(200 * round, 30)],
      [keyOf(there), measured(100 * round, 30)],
    ]),
)

describe('a ratio of two contestants', () => {
  it('is judged by its bar.', () =>
    expect(verdictRows(judge(rounds, [{ of: here, to: there, perSecond: { minimum: 3 }, wal: { maximum: 1.1 } }]))).toEqual([
      ['here / there', '8', 'throughput', '2.00', '2.00–2.00', 'at least 3.00', 'missed'],
      ['here / there', '8', 'bytes written', '1.00', '1.00–1.00', 'at most 1.10', 'met'],
    ]))

  it('may be stated without a bar: then no further round is needed for it.', () => {
    const judged = judge(rounds.slice(0, 1), [{ of: here, to: there, perSecond: STATED }])
    expect(verdictRows(judged)).toEqual([['here / there', '8', 'throughput', '2.00', 'too few rounds', '', '']])
    expect(undecided(judged).size).toBe(0)
  })

  it('is left out where a figure was not measured.', () =>
    expect(judge(rounds, [{ of: here, to: there, cpu: { maximum: 1 } }])).toEqual([]))
})
