import type { Rejudgement } from '@case-timeline/commands'

/** How many commands, and in which cases. */
export interface Counted {
  readonly commands: number
  /** The first of them: 1,000 at most. */
  readonly cases: readonly string[]
  /** How many more cases there are; absent if there are none. */
  readonly casesLeftOut?: number
}

/** What a policy changes for a rule: its warnings that appear or vanish, and the decisions that it would not allow. */
export interface ChangedRule {
  readonly ruleId: string
  readonly appears?: Counted
  readonly vanishes?: Counted
  readonly refuses?: Counted
  readonly waits?: Counted
}

/** Why a command of a log is not judged again: see docs/how-to/set-the-policy.md. */
const REASONS = ['isRefusal', 'isApproval', 'isMissedDeadline', 'hasNoCase', 'policyUnknown', 'tooManyLinks', 'notReproduced'] as const
export type Reason = (typeof REASONS)[number]

export interface Replayed {
  readonly jurisdiction: string
  readonly policyHash: string
  readonly judged: number
  /** How many commands, by each reason. */
  readonly notJudged: Readonly<Record<Reason, number>>
  readonly rules: readonly ChangedRule[]
}

type Change = Exclude<keyof ChangedRule, 'ruleId'>
export type ReplayResult = Rejudgement | Reason

const CHANGES: readonly Change[] = ['appears', 'vanishes', 'refuses', 'waits']

/** How many cases are named for each change of a rule. */
const MAX_NAMED_CASES = 1_000

const changesIn = ({ appears, vanishes, refusedBy, waitsBy = [] }: Rejudgement): Readonly<Record<Change, readonly string[]>> => ({
  appears,
  vanishes,
  refuses: refusedBy === undefined ? [] : [refusedBy],
  waits: waitsBy,
})

interface Changed {
  commands: number
  cases: number
  last: string
  readonly named: string[]
}

const countOf = ({ commands, cases, named }: Changed): Counted => ({
  commands,
  cases: named,
  ...(cases > named.length ? { casesLeftOut: cases - named.length } : {}),
})

/** A count of what a policy changes, over all commands of a log. The results of a case are added together. */
export const replayTally = (jurisdiction: string, policyHash: string) => {
  const notJudged = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>
  const rules = new Map<string, Partial<Record<Change, Changed>>>()
  let judged = 0
  const add = (caseId: string, ruleId: string, change: Change): void => {
    const ofRule = rules.get(ruleId) ?? {}
    const changed = (ofRule[change] ??= { commands: 0, cases: 0, last: '', named: [] })
    rules.set(ruleId, ofRule)
    changed.commands += 1
    if (changed.last === caseId) return
    changed.cases += 1
    changed.last = caseId
    if (changed.named.length < MAX_NAMED_CASES) changed.named.push(caseId)
  }
  return {
    add: (caseId: string, result: ReplayResult): void => {
      if (typeof result === 'string') return void (notJudged[result] += 1)
      judged += 1
      const changes = changesIn(result)
      for (const change of CHANGES) for (const ruleId of changes[change]) add(caseId, ruleId, change)
    },
    result: (): Replayed => {
      const changedRules = [...rules].map(([ruleId, changes]): ChangedRule => {
        const counted = CHANGES.flatMap((change) => {
          const changed = changes[change]
          return changed ? [[change, countOf(changed)] as const] : []
        })
        return { ruleId, ...Object.fromEntries(counted) }
      })
      const byRule = ({ ruleId: one }: ChangedRule, { ruleId: other }: ChangedRule) => (one < other ? -1 : 1)
      return { jurisdiction, policyHash, judged, notJudged: { ...notJudged }, rules: changedRules.toSorted(byRule) }
    },
  }
}
export type ReplayTally = ReturnType<typeof replayTally>
