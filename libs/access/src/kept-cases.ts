import type { ServiceName } from '@case-timeline/contracts'
import { foldReadable, type StoredEvent } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import { computedOnce } from './computed-once.ts'
import { disclose, type DisclosedCase, type Viewer, viewpointOf } from './confidentiality.ts'
import { nextOrderEnd } from './orders.ts'

/** The events of a case that a sector may see, and what was disclosed of them at a time between two ends of orders. */
export interface CaseHistory {
  readonly events: readonly StoredEvent[]
  /** Of the texts of the events. */
  readonly characters: number
  /** From when and until when the same orders are in force, in epoch milliseconds. */
  readonly from: number
  readonly until: number
  /** By agency where that decides what is withheld, else by the empty text. */
  readonly disclosed: Map<string, DisclosedCase | undefined>
  /** How many things are kept with it: what is disclosed, and what was computed from that. */
  derived: number
}

export interface KeptCase {
  readonly history: CaseHistory
  /** Of the last event of the case, visible or not. */
  readonly position: string | undefined
  /** The head of the case before its events were read. */
  readonly head: string
}

/**
 * The size of what is derived from a case, as a share of that of its events. With their parsed content, events take 3.5
 * bytes a character; the rows of a case file take 1.1 for each character of the events, and its text 0.4.
 */
const DERIVED = 1 / 3

/** Of a case without an event. */
const SMALLEST = 500

const sizeOf = ({ characters }: CaseHistory, derived: number): number => Math.ceil((SMALLEST + characters) * (1 + derived * DERIVED))

/** A history with the later events of its case, of which nothing is disclosed yet. @param now epoch milliseconds */
export const historyWith = (earlier: CaseHistory | undefined, later: readonly StoredEvent[], now: number): CaseHistory => {
  const events = [...(earlier?.events ?? []), ...later]
  return {
    events,
    characters: later.reduce((sum, { envelopeText, dataText }) => sum + envelopeText.length + dataText.length, earlier?.characters ?? 0),
    from: now,
    until: foldReadable(events, (readable) => nextOrderEnd(readable, now)),
    disclosed: new Map(),
    derived: 0,
  }
}

/** Whether the orders in force at a moment are those by which it was disclosed, unless an event is recorded. */
export const holdsAt = ({ from, until }: CaseHistory, moment: number): boolean => from <= moment && moment < until

/** The cases that were read last, each once for a sector. */
export interface KeptCases {
  get(caseId: string, sector: ServiceName): KeptCase | undefined
  /** A case that is larger than all may be together is not kept. */
  set(caseId: string, sector: ServiceName, kept: KeptCase): void
  /** What of a history is disclosed to a viewer: kept with it, as is what is computed from it, if there is room for that. */
  disclosed(caseId: string, history: CaseHistory, viewer: Viewer): DisclosedCase | undefined
}

/** @param maxSize of all together, in characters of events */
export const keptCases = (maxSize: number): KeptCases => {
  const cases = new LRUCache<string, KeptCase>({ maxSize, sizeCalculation: ({ history }) => sizeOf(history, history.derived) })
  const keyOf = (caseId: string, sector: ServiceName): string => `${caseId} ${sector}`
  const hasRoomWith = (key: string, history: CaseHistory): boolean => {
    if (sizeOf(history, history.derived + 1) > maxSize) return false
    history.derived += 1
    const kept = cases.peek(key)
    // A new object, of which the size is taken. A history that is not kept any more goes with the request.
    if (kept?.history === history) cases.set(key, { ...kept })
    return true
  }
  return {
    get: (caseId, sector) => cases.get(keyOf(caseId, sector)),
    set: (caseId, sector, kept) => void cases.set(keyOf(caseId, sector), kept),
    disclosed(caseId, history, viewer) {
      const viewpoint = viewpointOf(viewer)
      const by = 'agencyId' in viewpoint ? viewpoint.agencyId : ''
      if (history.disclosed.has(by)) return history.disclosed.get(by)
      const key = keyOf(caseId, viewer.sector)
      const found = foldReadable(history.events, (events) => disclose(events, viewpoint, history.from))
      const disclosed = found && { ...found, computed: computedOnce(() => hasRoomWith(key, history)) }
      if (disclosed === undefined || hasRoomWith(key, history)) history.disclosed.set(by, disclosed)
      return disclosed
    },
  }
}
