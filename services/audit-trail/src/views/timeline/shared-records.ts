import { computedOnce } from '@case-timeline/access'
import type { ServiceName } from '@case-timeline/contracts'
import { type EventStore, recentlyUsed, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import type { CaseRecords } from './timeline-rows.ts'

/** Characters of the events that are kept, as text; with what is parsed and computed of them, they take several times that. */
const MAX_KEPT = 20_000_000

const sizeOf = ({ envelopeText, dataText }: StoredEvent): number => envelopeText.length + dataText.length

interface Kept {
  readonly history: readonly StoredEvent[]
  readonly size: number
  readonly bySector: Map<ServiceName, CaseRecords>
}

/** The records of the events of a case that are shared with a sector. */
export const recordsSharedWith = (sector: ServiceName, history: readonly StoredEvent[]): CaseRecords['records'] =>
  history.filter(({ visibility }) => visibility.includes(sector)).map((event) => event.toRecord())

/**
 * Reads the records of cases that are shared with a sector. They come from the store, because it keeps the visibility of each
 * event and the view does not. Of a case that was read before, only what was recorded since is read.
 * @param max the characters of the events that are kept; a larger case is read whole for each request
 */
export const sharedRecords = (
  store: EventStore,
  max: number = MAX_KEPT,
): ((caseId: string, sector: ServiceName) => Promise<CaseRecords>) => {
  const keptOfLog = rememberedOf(store, () => recentlyUsed<Kept>(max, ({ size }) => size))
  const current = async (caseId: string): Promise<Kept> => {
    const keptCases = keptOfLog()
    const head = (await store.caseHeads([caseId])).get(caseId)
    const kept = keptCases.get(caseId)
    const position = kept?.history.at(-1)?.position
    const later = kept && position === head ? [] : await store.readCase(caseId, { after: position })
    // The log went back: in the log that there is now, events of the same positions may be others.
    if (keptOfLog() !== keptCases) return current(caseId)
    if (kept && later.length === 0) return kept
    const size = later.reduce((sum, event) => sum + sizeOf(event), kept?.size ?? 1)
    const read = { history: [...(kept?.history ?? []), ...later], size, bySector: new Map<ServiceName, CaseRecords>() }
    if (size > max) keptCases.delete(caseId)
    else if (later.length > 0) keptCases.set(caseId, read)
    return read
  }
  return async (caseId, sector) => {
    const { history, bySector } = await current(caseId)
    const known = bySector.get(sector)
    if (known) return known
    const shared = { records: recordsSharedWith(sector, history), computed: computedOnce() }
    bySector.set(sector, shared)
    return shared
  }
}
