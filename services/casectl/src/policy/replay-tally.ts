import type { NotJudged, Rejudgement } from '@case-timeline/commands'

/** How many commands, and in which cases. */
export interface Counted {
  readonly commands: number
  readonly cases: readonly string[]
}

/** What a policy changes for a rule: its warnings that appear or vanish, and the decisions that it would not allow. */
export interface ChangedRule {
  readonly ruleId: string
  readonly appears?: Counted
  readonly vanishes?: Counted
  readonly refuses?: Counted
  readonly waits?: Counted
}

export interface Replayed {
  readonly jurisdiction: string
  readonly policyHash: string
  /** The kinds of commands of which a replay says nothing, whatever the log has. */
  readonly leavesOut: readonly string[]
  readonly judged: number
  /** By reason. */
  readonly notJudged: Readonly<Record<string, number>>
  readonly rules: readonly ChangedRule[]
}

/** What is never judged again: see docs/how-to/set-the-policy.md. */
const LEAVES_OUT = ['refusals', 'corrections', 'guardian appointments', 'missed deadlines', 'commands without a case']

type Change = Exclude<keyof ChangedRule, 'ruleId'>
type Result = Rejudgement | NotJudged | 'policyUnknown' | 'isRefusal' | undefined

const CHANGES: readonly Change[] = ['appears', 'vanishes', 'refuses', 'waits']

const changesIn = ({ appears, vanishes, refusedBy, waitsBy = [] }: Rejudgement): Readonly<Record<Change, readonly string[]>> => ({
  appears,
  vanishes,
  refuses: refusedBy === undefined ? [] : [refusedBy],
  waits: waitsBy,
})

/** A count of what a policy changes, over all commands of a log. */
export const replayTally = (jurisdiction: string, policyHash: string) => {
  const notJudged = new Map<string, number>()
  const cases = new Map<string, string[]>()
  let judged = 0
  return {
    add: (caseId: string, result: Result): void => {
      if (result === undefined) return
      if (typeof result === 'string') return void notJudged.set(result, (notJudged.get(result) ?? 0) + 1)
      judged += 1
      const changes = changesIn(result)
      for (const change of CHANGES)
        for (const ruleId of changes[change]) {
          const key = `${ruleId} ${change}`
          cases.set(key, [...(cases.get(key) ?? []), caseId])
        }
    },
    result: (): Replayed => {
      const countOf = (ruleId: string, change: Change): Counted | undefined => {
        const found = cases.get(`${ruleId} ${change}`)
        return found && { commands: found.length, cases: [...new Set(found)] }
      }
      const ruleIds = [...new Set([...cases.keys()].map((key) => key.split(' ')[0] ?? ''))].toSorted()
      const rules = ruleIds.map((ruleId) => ({
        ruleId,
        ...Object.fromEntries(CHANGES.flatMap((change) => [[change, countOf(ruleId, change)] as const]).filter(([, count]) => count)),
      }))
      return { jurisdiction, policyHash, leavesOut: LEAVES_OUT, judged, notJudged: Object.fromEntries(notJudged), rules }
    },
  }
}
export type ReplayTally = ReturnType<typeof replayTally>
