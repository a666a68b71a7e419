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

  it('names the first thousand cases, and counts the others', () => {
    const tally = replayTally('ZZ', 'hash')
    for (let n = 0; n < 1_003; n += 1)
      for (const result of [NONE, { ...NONE, appears: ['a.late'] }, { ...NONE, appears: ['a.late'] }]) tally.add(`case ${n}`, result)
    const { appears } = tally.result().rules[0] ?? {}
    expect(appears).toMatchObject({ commands: 2_006, casesLeftOut: 3 })
    expect([appears?.cases.length, appears?.cases[0], appears?.cases.at(-1)]).toEqual([1_000, 'case 0', 'case 999'])
  })

  it('is not known of commands that were not judged: they are counted by each reason, also one that no command has', () => {
    const tally = replayTally('ZZ', 'hash')
    for (const reason of ['isRefusal', 'isRefusal', 'notReproduced'] as const) tally.add('case 1', reason)
    expect(tally.result()).toMatchObject({
      judged: 0,
      notJudged: {
        isRefusal: 2,
        isApproval: 0,
        isMissedDeadline: 0,
        hasNoCase: 0,
        policyUnknown: 0,
        tooManyLinks: 0,
        notReproduced: 1,
      },
      rules: [],
    })
  })
})
