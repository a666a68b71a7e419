import type { DataOf } from '@case-timeline/contracts'
import type { CaseFact, CaseHistory } from './case-history.ts'

type Determination = Pick<DataOf<'investigation.VictimStatusDetermined'>, 'status' | 'approver'>

/** The event types that determine whether a person is a victim, or a presumed one. */
export const VICTIM_STATUS_TYPES = [
  'investigation.PresumedVictimIdentified',
  'investigation.VictimStatusDetermined',
  'investigation.ForeignIdentificationRecognised',
] as const

export type VictimStatusFact = CaseFact<(typeof VICTIM_STATUS_TYPES)[number]>

/**
 * Whether a person counts as a victim, presumed or determined, after a determination. A negative determination removes
 * the status only with a second person's approval: without it, and for a person without the status, nothing changes.
 */
export const isVictimAfter = (wasVictim: boolean, { status, approver }: Determination): boolean =>
  status !== 'NotAVictimOfTrafficking' || (approver === undefined && wasVictim)

/**
 * For each person with a recorded victim status: whether the person counts as a victim now (true), or was found not to
 * be one (false).
 * @param facts in recording order
 */
export const victimStatuses = (facts: readonly VictimStatusFact[]): ReadonlyMap<string, boolean> => {
  const statuses = new Map<string, boolean>()
  for (const { data } of facts) {
    const before = statuses.get(data.personRef) ?? false
    statuses.set(data.personRef, 'status' in data ? isVictimAfter(before, data) : true)
  }
  return statuses
}

/** The facts in force that determine victim status, in recording order. */
export const victimStatusFacts = (history: CaseHistory): readonly VictimStatusFact[] => history.facts(...VICTIM_STATUS_TYPES)
