import { ConfidentialityOrdered } from '@case-timeline/contracts'
import { casesWith, type EventStore } from '@case-timeline/event-store'
import { type CaseDisclosed, disclose, type Onlooker } from './confidentiality.ts'

/** Tells what orders of the court keep from whom. An abstract class, because Nest injects it by this token. */
export abstract class Confidentiality {
  /** The cases in which the court ever ordered something confidential, whether that still holds or not. @throws StoreUnavailable */
  abstract casesUnderOrder(): Promise<ReadonlySet<string>>
  /**
   * What is left of some cases to an onlooker at this moment, whatever moment he asks about: today's orders close the past as well.
   * @returns the cases of which something is kept from him; of any other he may be shown all that his access allows
   * @throws StoreUnavailable
   */
  abstract of(caseIds: readonly string[], onlooker: Onlooker): Promise<ReadonlyMap<string, CaseDisclosed>>
}

/** Reads the orders from the log itself, so that one holds from the moment in which it is recorded. @param now epoch milliseconds */
export const confidentiality = (store: EventStore, now: () => number = Date.now): Confidentiality => {
  const casesUnderOrder = casesWith(store, ConfidentialityOrdered)
  return {
    casesUnderOrder,
    async of(caseIds, onlooker) {
      const under = await casesUnderOrder()
      const asked = [...new Set(caseIds)].filter((caseId) => under.has(caseId))
      const found = await Promise.all(
        asked.map(async (caseId) => {
          const history = (await store.readCase(caseId)).filter(({ visibility }) => visibility.includes(onlooker.sector))
          return [caseId, disclose(history, onlooker, now())] as const
        }),
      )
      return new Map(found.flatMap(([caseId, disclosed]) => (disclosed ? [[caseId, disclosed] as const] : [])))
    },
  }
}
