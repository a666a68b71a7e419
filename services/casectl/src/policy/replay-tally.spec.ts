import { describe, expect, it } from '@jest/globals'
import { replayTally } from './replay-tally.ts'

const NONE = { appears: [], vanishes: [] }

describe('what a policy changes in a log', () => {
  it('is counted by rule: the commands, and the cases, each once', () => {
    const tally = replayTally('ZZ', 'hash')
    tally.add('case 1', { appears: ['a.late'], vanishes: ['a.early'] })
    tally.add('case 1', { appears: ['a.late'], vanishes: [] })
    tally.add('case 2', { appears: ['a.late'], vanishes: [] })
    tally.add('case 2', { ...NONE, refusedBy: 'a.early' })
    tally.add('case 3', { ...NONE, waitsBy: ['b.second'] })
    tally.add('case 3', NONE)
    expect(tally.result()).toMatchObject({
      judged: 6,
      rules: [
        { ruleId: 'a.early', vanishes: { commands: 1, cases: ['case 1'] }, refuses: { commands: 1, cases: ['case 2'] } },
        { ruleId: 'a.late', appears: { commands: 3, cases: ['case 1', 'case 2'] } },
        { ruleId: 'b.second', waits: { commands: 1, cases: ['case 3'] } },
      ],
    })
  })

  it('names what a replay never judges, also if the log has none of it', () =>
    expect(replayTally('ZZ', 'hash').result().leavesOut).toEqual([
      'refusals',
      'corrections',
      'guardian appointments',
      'missed deadlines',
      'commands without a case',
    ]))

  it('is not known of commands that were not judged: they are counted by reason', () => {
    const tally = replayTally('ZZ', 'hash')
    for (const reason of ['isRefusal', 'isRefusal', 'notReproduced', undefined] as const) tally.add('case 1', reason)
    expect(tally.result()).toMatchObject({ judged: 0, notJudged: { isRefusal: 2, notReproduced: 1 }, rules: [] })
  })
})
