import type { StoredEvent } from '@case-timeline/event-store'
import { seesEveryCase } from './access.guard.ts'
import type { CaseGate } from './case-gate.ts'
import type { Confidentiality } from './disclosure.ts'
import type { Principal } from './principal.ts'

/** Who receives events, and the role that admitted him. */
export interface Receiver extends Pick<Principal, 'userId' | 'agencyId' | 'sector'> {
  readonly role: string
}

/** What decides which events somebody gets. */
export interface Gates {
  readonly cases: CaseGate
  readonly confidentiality: Confidentiality
}

/** An event for a receiver. A record is given whole or not at all: with a part of it changed, it would look forged. */
export interface Receivable {
  readonly event: StoredEvent
  /** The orders of the court that withhold it from him: then nothing of it is told but that it was recorded; none: it is his. */
  readonly withheldBy: readonly string[]
}

/**
 * Leaves of some events those that a receiver may see at this moment: his sector may receive them, and his agency takes part in their
 * case, from which he is not excluded. What belongs to no case goes to whoever its visibility names. Each case is asked about once,
 * so ask anew for what is read later.
 * @throws StoreUnavailable
 */
export const receivable = async (
  { cases, confidentiality }: Gates,
  who: Receiver,
  events: readonly StoredEvent[],
): Promise<readonly Receivable[]> => {
  const visible = events.filter(({ visibility }) => visibility.includes(who.sector))
  const caseIds = [...new Set(visible.flatMap(({ caseId }) => caseId ?? []))]
  const admitted = new Set<string>()
  await Promise.all(caseIds.map(async (caseId) => ((await admits(cases, who, caseId)) ? admitted.add(caseId) : undefined)))
  const closed = await confidentiality.of([...admitted], who)
  const withheld = new Map(
    [...closed.values()].flatMap(({ facts }) => facts.map(({ recorded, recordWithheldBy }) => [recorded.id, recordWithheldBy] as const)),
  )
  return visible
    .filter(({ caseId }) => caseId === undefined || admitted.has(caseId))
    .map((event) => ({ event, withheldBy: withheld.get(event.id) ?? [] }))
}

const admits = async (cases: CaseGate, who: Receiver, caseId: string): Promise<boolean> =>
  seesEveryCase(who.sector, who.role) ? !(await cases.excludes(who, caseId)) : (await cases.standing(who, caseId)) === 'takes-part'
