import { ConfidentialityOrdered } from '@case-timeline/contracts'
import { casesWith, foldReadable, type EventStore, recentlyUsed, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { disclose, type DisclosedCase, type Viewer } from './confidentiality.ts'
import { asDisclosedCases, type DisclosedCases } from './disclosed.ts'
import { nextOrderEnd } from './orders.ts'

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

/** Facts of the cases that are kept, for all agencies together: with what is folded from them, about a hundred megabytes. */
const MAX_KEPT_FACTS = 10_000

/** A case as one reader's agency saw it, from its facts up to a position. */
interface Kept {
  /** The events that the reader's sector may see. */
  readonly history: readonly StoredEvent[]
  /** Of the last event of the case, visible or not. */
  readonly position: string | undefined
  /** The head of the case before these events were read. */
  readonly head: string
  readonly disclosed: DisclosedCase | undefined
  /** The time for which it holds, unless an event is recorded: until the next order ends. In epoch milliseconds. */
  readonly from: number
  readonly until: number
}

const disclosedAt = (history: readonly StoredEvent[], viewer: Viewer, moment: number): Omit<Kept, 'position' | 'head'> =>
  foldReadable(history, (events) => ({
    history,
    disclosed: disclose(events, viewer, moment),
    from: moment,
    until: nextOrderEnd(events, moment),
  }))

/**
 * Reads the orders from the log itself, so that an order is in force as soon as it is recorded. A case is disclosed
 * once for each agency, and again when an event is recorded in it, when an order ends, and after the log went back.
 * @param now epoch milliseconds
 * @param maxFacts the number of facts of the cases that are kept, in which a larger case counts as half
 */
export const confidentiality = (store: EventStore, now: () => number = Date.now, maxFacts: number = MAX_KEPT_FACTS): Confidentiality => {
  const casesUnderOrder = casesWith(store, ConfidentialityOrdered)
  const keptOfLog = rememberedOf(store, () => recentlyUsed<Kept>(maxFacts, ({ history }) => history.length + 1))
  const disclosedCase = async (
    keptCases: ReturnType<typeof keptOfLog>,
    caseId: string,
    viewer: Viewer,
    head: string,
  ): Promise<DisclosedCase | undefined> => {
    const key = `${caseId} ${viewer.sector} ${viewer.agencyId}`
    const kept = keptCases.get(key)
    // A head that the reader may not see is noted nowhere: if the log lost it, another event may come to its place.
    const isUnchanged = kept?.head === head && kept.position === head
    const later = isUnchanged ? [] : await store.readCase(caseId, { after: kept?.position })
    const visible = later.filter(({ visibility }) => visibility.includes(viewer.sector))
    const moment = now()
    const isCurrent = kept !== undefined && visible.length === 0 && kept.from <= moment && moment < kept.until
    if (isCurrent && kept.head === head && later.length === 0) return kept.disclosed
    const position = later.at(-1)?.position ?? kept?.position
    const current = isCurrent ? kept : disclosedAt([...(kept?.history ?? []), ...visible], viewer, moment)
    keptCases.set(key, { ...current, position, head })
    return current.disclosed
  }
  /** One statement asks for the heads of all cases: of a case whose head was read before, nothing is read. */
  const disclosedAll = async (
    caseIds: readonly string[],
    viewer: Viewer,
  ): Promise<readonly (readonly [string, DisclosedCase | undefined])[]> => {
    const keptCases = keptOfLog()
    const heads = [...(await store.caseHeads(caseIds))]
    // The log went back: in the log that there is now, a head of the same position may be another event.
    if (keptOfLog() !== keptCases) return disclosedAll(caseIds, viewer)
    const found = await Promise.all(
      heads.map(async ([caseId, head]) => [caseId, await disclosedCase(keptCases, caseId, viewer, head)] as const),
    )
    // Or it went back while later events were read: they do not belong to those before.
    return keptOfLog() === keptCases ? found : disclosedAll(caseIds, viewer)
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
