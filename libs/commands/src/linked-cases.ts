import type { StoredLinkedCases } from './reading.ts'
import { type EventStore, followRareEvents, rememberedOf } from '@case-timeline/event-store'
import { LINK_EVENT_TYPES, links, type Links } from './links.ts'

/** The maximum number of linked cases that are read for one decision, to bound its duration. */
export const MAX_LINKED_CASES = 100

/**
 * The cases that are reachable from a case by links, nearest first.
 * @param max the maximum number of cases
 */
export const casesReachableFrom = (
  caseId: string,
  { linkedWith }: Pick<Links, 'linkedWith'>,
  max: number,
): { readonly caseIds: readonly string[]; readonly hasMore: boolean } => {
  const reached = new Set([caseId])
  // The set grows during the iteration.
  for (const reachedCaseId of reached)
    for (const other of linkedWith(reachedCaseId)) {
      if (reached.has(other)) continue
      // The set also contains the case itself.
      if (reached.size > max) return { caseIds: [...reached].slice(1), hasMore: true }
      reached.add(other)
    }
  return { caseIds: [...reached].slice(1), hasMore: false }
}

/**
 * Reads the histories of the cases that are linked with a case, by all links that were recorded before the call. The
 * log is read once for all calls.
 * @returns a function that reads the linked cases of a case; @throws StoreUnavailable; NewerVersion if a later release
 *   wrote a link
 */
export const linkedCasesIn = (store: EventStore): ((caseId: string) => Promise<StoredLinkedCases>) => {
  const following = rememberedOf(store, () => {
    const knownLinks = links()
    return { knownLinks, catchUp: followRareEvents(store, LINK_EVENT_TYPES, knownLinks.apply) }
  })
  return async (caseId) => {
    const { knownLinks, catchUp } = following()
    const asOf = await catchUp()
    const { caseIds, hasMore } = casesReachableFrom(caseId, knownLinks, MAX_LINKED_CASES)
    const caseIdsInReach = [caseId, ...caseIds]
    const caseIdsToGuard = [...new Set([...caseIdsInReach, ...caseIdsInReach.flatMap(knownLinks.casesEverNaming)])]
    const cases = await Promise.all(caseIds.map(async (linkedId) => ({ caseId: linkedId, events: await store.readCase(linkedId) })))
    return { cases, hasMore, caseIdsToGuard, asOf }
  }
}

/** The maximum number of statements about links that are kept to find the linked cases of the past. */
const MAX_STATEMENTS = 200_000

/**
 * Reads the histories of the cases that were linked with a case before a position of the log, as they were there. Of the
 * log it keeps the statements about links.
 * @param max how many statements it keeps; where a log has more, nothing is known
 * @returns a function that returns undefined if nothing is known; @throws like `linkedCasesIn`
 */
export const linkedCasesBefore = (
  store: EventStore,
  max: number = MAX_STATEMENTS,
): ((caseId: string, position: string) => Promise<StoredLinkedCases | undefined>) => {
  const knownLinks = links()
  const catchUp = followRareEvents(store, LINK_EVENT_TYPES, (event) => {
    if (knownLinks.statements() <= max) knownLinks.apply(event)
  })
  return async (caseId, position) => {
    await catchUp(position)
    if (knownLinks.statements() > max) return undefined
    const { caseIds, hasMore } = casesReachableFrom(caseId, knownLinks.linkedBefore(position), MAX_LINKED_CASES)
    const cases = await Promise.all(
      caseIds.map(async (linkedId) => ({ caseId: linkedId, events: await store.readCase(linkedId, { upTo: position }) })),
    )
    return { cases, hasMore, caseIdsToGuard: [], asOf: position }
  }
}
