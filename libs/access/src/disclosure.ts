import { ConfidentialityOrdered, type ServiceName } from '@case-timeline/contracts'
import { casesWith, type EventStore, rememberedOf } from '@case-timeline/event-store'
import type { DisclosedCase, Viewer } from './confidentiality.ts'
import { asDisclosedCases, type DisclosedCases } from './disclosed.ts'
import { type CaseHistory, historyWith, holdsAt, type KeptCases, keptCases } from './kept-cases.ts'

/** Determines what court orders withhold from whom. An abstract class, because Nest injects it by this token. */
export abstract class Confidentiality {
  /** The cases in which the court ever made a confidentiality order, in force or not. @throws StoreUnavailable */
  abstract casesUnderOrder(): Promise<ReadonlySet<string>>
  /**
   * The cases as a viewer may see them now, also for a query about an earlier time: today's orders also close the past.
   * @returns the cases of which something is withheld; of any other the viewer may see all that their access allows
   * @throws StoreUnavailable
   */
  abstract disclosedCases(caseIds: readonly string[], viewer: Viewer): Promise<DisclosedCases>
}

/**
 * Characters of the events of the cases that are kept, with what is derived from them: about 140 megabytes for a service (decision 127).
 * A page of 100 cases of 170 facts has 17 million, and 28 with the rows that it shows.
 */
const MAX_KEPT = 40_000_000

/**
 * Reads the orders from the log itself, so that an order is in force as soon as it is recorded. A case is read once for a
 * sector, and disclosed once for all viewers of one viewpoint; again when an event is recorded in it, when an order ends,
 * and after the log went back.
 * @param now epoch milliseconds
 * @param maxSize of the cases that are kept, in characters of their events; a larger case is read for each request
 */
export const confidentiality = (store: EventStore, now: () => number = Date.now, maxSize: number = MAX_KEPT): Confidentiality => {
  const casesUnderOrder = casesWith(store, ConfidentialityOrdered)
  const keptOfLog = rememberedOf(store, () => keptCases(maxSize))
  const historyOf = async (kept: KeptCases, caseId: string, sector: ServiceName, head: string): Promise<CaseHistory> => {
    const known = kept.get(caseId, sector)
    // A head that the reader may not see is noted nowhere: if the log lost it, another event may come to its place.
    const isUnchanged = known?.head === head && known.position === head
    const later = isUnchanged ? [] : await store.readCase(caseId, { after: known?.position })
    const visible = later.filter(({ visibility }) => visibility.includes(sector))
    const isCurrent = known !== undefined && visible.length === 0 && holdsAt(known.history, now())
    if (isCurrent && known.head === head && later.length === 0) return known.history
    const history = isCurrent ? known.history : historyWith(known?.history, visible, now())
    kept.set(caseId, sector, { history, position: later.at(-1)?.position ?? known?.position, head })
    return history
  }
  /** One statement asks for the heads of all cases: of a case whose head was read before, nothing is read. */
  const disclosedAll = async (
    caseIds: readonly string[],
    viewer: Viewer,
  ): Promise<readonly (readonly [string, DisclosedCase | undefined])[]> => {
    const kept = keptOfLog()
    const heads = [...(await store.caseHeads(caseIds))]
    // The log went back: in the log that there is now, a head of the same position may be another event.
    if (keptOfLog() !== kept) return disclosedAll(caseIds, viewer)
    const found = await Promise.all(
      heads.map(async ([caseId, head]) => {
        const history = await historyOf(kept, caseId, viewer.sector, head)
        return [caseId, kept.disclosed(caseId, history, viewer)] as const
      }),
    )
    // Or it went back while later events were read: they do not belong to those before.
    return keptOfLog() === kept ? found : disclosedAll(caseIds, viewer)
  }
  return {
    casesUnderOrder,
    async disclosedCases(caseIds, viewer) {
      const casesWithOrders = await casesUnderOrder()
      const affectedCaseIds = [...new Set(caseIds)].filter((caseId) => casesWithOrders.has(caseId))
      const found = await disclosedAll(affectedCaseIds, viewer)
      return asDisclosedCases(new Map(found.flatMap(([caseId, disclosed]) => (disclosed ? [[caseId, disclosed] as const] : []))))
    },
  }
}
