import { ConfidentialityOrdered } from '@case-timeline/contracts'
import { casesWith, foldReadable, type EventStore } from '@case-timeline/event-store'
import { disclose, type Viewer } from './confidentiality.ts'
import { asDisclosedCases, type DisclosedCases } from './disclosed.ts'

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
 * Reads the orders from the log itself, so that an order is in force as soon as it is recorded. @param now epoch
 * milliseconds
 */
export const confidentiality = (store: EventStore, now: () => number = Date.now): Confidentiality => {
  const casesUnderOrder = casesWith(store, ConfidentialityOrdered)
  return {
    casesUnderOrder,
    async disclosedCases(caseIds, viewer) {
      const casesWithOrders = await casesUnderOrder()
      const affectedCaseIds = [...new Set(caseIds)].filter((caseId) => casesWithOrders.has(caseId))
      const found = await Promise.all(
        affectedCaseIds.map(async (caseId) => {
          const history = (await store.readCase(caseId)).filter(({ visibility }) => visibility.includes(viewer.sector))
          return [caseId, foldReadable(history, (events) => disclose(events, viewer, now()))] as const
        }),
      )
      return asDisclosedCases(new Map(found.flatMap(([caseId, disclosed]) => (disclosed ? [[caseId, disclosed] as const] : []))))
    },
  }
}
