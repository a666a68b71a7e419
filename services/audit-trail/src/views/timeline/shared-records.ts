import { computedOnce } from '@case-timeline/access'
import type { ServiceName } from '@case-timeline/contracts'
import { type EventStore, recentlyUsed, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import type { CaseRecords } from './timeline-rows.ts'

/** Events of the cases that are kept, for all sectors together. */
const MAX_KEPT = 10_000

interface Kept {
  readonly history: readonly StoredEvent[]
  readonly bySector: Map<ServiceName, CaseRecords>
}

/**
 * Reads the records of cases that are shared with a sector. They come from the store, because it keeps the visibility of each
 * event and the view does not. Of a case that was read before, only what was recorded since is read.
 * @param max the number of events that are kept, in which a larger case counts as half
 */
export const sharedRecords = (
  store: EventStore,
  max: number = MAX_KEPT,
): ((caseId: string, sector: ServiceName) => Promise<CaseRecords>) => {
  const keptOfLog = rememberedOf(store, () => recentlyUsed<Kept>(max, ({ history }) => history.length + 1))
  const current = async (caseId: string): Promise<Kept> => {
    const keptCases = keptOfLog()
    const head = (await store.caseHeads([caseId])).get(caseId)
    // The log went back: in the log that there is now, the head may be another event of the same position.
    if (keptOfLog() !== keptCases) return current(caseId)
    const kept = keptCases.get(caseId)
    const position = kept?.history.at(-1)?.position
    if (kept && position === head) return kept
    const later = await store.readCase(caseId, { after: position })
    const read = kept && later.length === 0 ? kept : { history: [...(kept?.history ?? []), ...later], bySector: new Map() }
    if (read.history.length > 0) keptCases.set(caseId, read)
    return read
  }
  return async (caseId, sector) => {
    const { history, bySector } = await current(caseId)
    const known = bySector.get(sector)
    if (known) return known
    const records = history.filter(({ visibility }) => visibility.includes(sector)).map((event) => event.toRecord())
    const shared = { records, computed: computedOnce() }
    bySector.set(sector, shared)
    return shared
  }
}
