import { DeadlineMissed, type AgencyId, type FactOf, type JurisdictionPolicy } from '@case-timeline/contracts'
import type { Recorded, Row, View } from '@case-timeline/projections'
import { createHash } from 'node:crypto'
import type { Deadline, Sector, Signal } from './deadline.ts'
import { CLOCKS, signalsOf, watchedBy } from './clocks.ts'
import { deadlinesOf } from './reckoning.ts'

/** The deadlines of one case that a sector owes. This shape is stored in `deadlines_v1`: change it with the view's version. */
export interface CaseDeadlines extends Row {
  readonly signals: readonly Signal[]
  readonly deadlines: readonly Deadline[]
  /** Clocks whose miss is recorded. */
  readonly recorded: readonly string[]
  readonly owedBy: readonly AgencyId[]
  /** The first moment at which a miss has to be recorded. */
  readonly nextDue?: string | undefined
}

const standingOver = (policy: JurisdictionPolicy | undefined, sector: Sector, receivingAgency: AgencyId | undefined) => {
  const clocks = CLOCKS[sector]
  const isRecorded = ({ ruleId }: Deadline): boolean => policy?.rules[ruleId] !== 'record'
  return (row: Pick<CaseDeadlines, 'caseId' | 'signals' | 'recorded'>): CaseDeadlines => {
    const deadlines = deadlinesOf(row.signals, { clocks, policy, sector, receivingAgency })
    const [nextDue] = deadlines
      .filter((one) => one.missed && isRecorded(one) && !row.recorded.includes(one.clockId))
      .map((one) => one.dueBy)
      .toSorted()
    return { ...row, deadlines, owedBy: [...new Set(deadlines.map(({ owedBy }) => owedBy))], ...(nextDue === undefined ? {} : { nextDue }) }
  }
}

/** What the deadlines of a sector depend on beside the events: the days of the policy, which misses are recorded, who owes what others start. */
const basisOf = (policy: JurisdictionPolicy | undefined, sector: Sector, receivingAgency: AgencyId | undefined): string => {
  const levels = CLOCKS[sector].map(({ rule }) => [rule.id, policy?.rules[rule.id]])
  return createHash('sha256')
    .update(JSON.stringify([policy?.clocks, levels, receivingAgency]))
    .digest('hex')
}

/**
 * What a sector owes by a day in each of its cases, under the policy of its jurisdiction: a change of the policy's clocks
 * takes effect on what is recorded after it, and on the rest when the view is rebuilt, which its basis makes known.
 */
export const deadlinesView = (
  sector: Sector,
  policy: JurisdictionPolicy | undefined,
  receivingAgency: AgencyId | undefined,
): View<CaseDeadlines> => {
  const over = standingOver(policy, sector, receivingAgency)
  return {
    name: 'deadlines',
    version: 1,
    basis: basisOf(policy, sector, receivingAgency),
    events: [...watchedBy(sector), DeadlineMissed],
    key: [],
    rows: () => [[]],
    evolve: (row, event: Recorded) => {
      const { caseId, signals, recorded } = row ?? { caseId: event.caseId, signals: [], recorded: [] }
      if (event.type === DeadlineMissed.type) {
        const { clockId } = event.data as FactOf<typeof DeadlineMissed>['data']
        return over({ caseId, signals, recorded: [...recorded, clockId] })
      }
      const further = signalsOf(sector, event)
      return further.length === 0 ? (row ?? null) : over({ caseId, signals: [...signals, ...further], recorded })
    },
  }
}
