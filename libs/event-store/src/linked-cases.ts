import type { LinkedCases } from './aggregate.ts'
import type { EventStore } from './event-store.ts'
import { LINKS, links, type Links } from './links.ts'
import { rareEvents } from './rare-events.ts'

/** The most linked cases that are read for one decision: reading them is a wait, and a decision must come to an end. */
export const MOST_LINKED_CASES = 100

/**
 * The cases to which links lead from a case, nearest first.
 * @param most how many of them at most
 */
export const reachedFrom = (
  caseId: string,
  { of }: Links,
  most: number,
): { readonly caseIds: readonly string[]; readonly more: boolean } => {
  const reached = new Set([caseId])
  // The set grows while it is gone through.
  for (const one of reached)
    for (const other of of(one)) {
      if (reached.has(other)) continue
      if (reached.size > most) return { caseIds: [...reached].slice(1), more: true }
      reached.add(other)
    }
  return { caseIds: [...reached].slice(1), more: false }
}

const indexes = new WeakMap<EventStore, { readonly known: Links; readonly upToDate: () => Promise<string> }>()

/** The log is read once for each store of a process. */
const indexOf = (store: EventStore) => {
  const known = links()
  const index = indexes.get(store) ?? { known, upToDate: rareEvents(store, LINKS, known.take) }
  indexes.set(store, index)
  return index
}

/**
 * Reads the histories of the cases that are linked with a case, by all links that were recorded before this was called.
 * @throws StoreUnavailable; NewerVersion if a later release wrote a link
 */
export const linkedCases = async (store: EventStore, caseId: string): Promise<LinkedCases> => {
  const { known, upToDate } = indexOf(store)
  const asOf = await upToDate()
  const { caseIds, more } = reachedFrom(caseId, known, MOST_LINKED_CASES)
  const around = [caseId, ...caseIds]
  const toGuard = [...new Set([...around, ...around.flatMap(known.everNaming)])]
  const cases = await Promise.all(caseIds.map(async (one) => ({ caseId: one, history: await store.readCase(one) })))
  return { cases, more, toGuard, asOf }
}
