import type { StoredEvent } from '@case-timeline/event-store'
import { seesEveryCase } from './access.guard.ts'
import type { CaseGate } from './case-gate.ts'
import type { Principal } from './principal.ts'

/** Who receives events, and the role that admitted him. */
export interface Receiver extends Pick<Principal, 'userId' | 'agencyId' | 'sector'> {
  readonly role: string
}

/**
 * Leaves of some events those that a receiver may see at this moment: his sector may receive them, and his agency takes part in their
 * case, from which he is not excluded. What belongs to no case goes to whoever its visibility names. Each case is asked about once,
 * so ask anew for what is read later.
 * @throws StoreUnavailable
 */
export const receivable = async (cases: CaseGate, who: Receiver, events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
  const visible = events.filter(({ visibility }) => visibility.includes(who.sector))
  const caseIds = [...new Set(visible.flatMap(({ caseId }) => caseId ?? []))]
  const admitted = new Set<string>()
  await Promise.all(caseIds.map(async (caseId) => ((await admits(cases, who, caseId)) ? admitted.add(caseId) : undefined)))
  return visible.filter(({ caseId }) => caseId === undefined || admitted.has(caseId))
}

const admits = async (cases: CaseGate, who: Receiver, caseId: string): Promise<boolean> =>
  seesEveryCase(who.sector, who.role) ? !(await cases.excludes(who, caseId)) : (await cases.standing(who, caseId)) === 'takes-part'
