import type { EventAccess, ReceivableEvent, Receiver } from '@case-timeline/access'
import type { EventStore } from '@case-timeline/event-store'
import { cursorAfter, positionOnLog } from './cursor.ts'

/** A page of events for one receiver, in log order. */
export interface EventPage {
  readonly events: readonly ReceivableEvent[]
  /** The last position that was scanned: it also advances over events that the receiver may not see. */
  readonly position: string
  /** The start of the next page. */
  readonly cursor: string
  /** Whether the end of the log was reached. */
  readonly caughtUp: boolean
}

/** The start and size of a page. */
export interface PageBounds {
  /** The cursor of the page before. */
  readonly after: string
  readonly limit: number
}

/** What pages are made from. */
export interface EventSource {
  readonly store: EventStore
  readonly access: EventAccess
}

/** Limits of the scan of one request: where an agency has few of many cases, most scanned events are of others. */
const MAX_SCANNED_EVENTS = 5_000
const MAX_SCAN_MS = 2_000
/** Events scanned at once. */
const SCAN_SIZE = 1_000
/** Events of a case that are read at first, also for a shorter page: some may not be for the receiver. */
const MIN_OF_CASE = 100
/** Each further reading of a case has so many times the events: it may have thousands, of which the receiver sees none. */
const GROWTH = 4

/**
 * The next events that a receiver may see now, from a bounded scan of the log. Access is checked for each part of the
 * scan, and only the content of events that the receiver may see is read.
 * @throws Problem `log-went-back`, `position-beyond-log`; StoreUnavailable
 */
export const pageOf = async ({ store, access }: EventSource, receiver: Receiver, { after, limit }: PageBounds): Promise<EventPage> => {
  const began = performance.now()
  const found: ReceivableEvent[] = []
  const start = await positionOnLog(store, after)
  let position = start
  const page = async (caughtUp: boolean): Promise<EventPage> => {
    const cursor = position === start ? after : cursorAfter({ position, hash: await hashAt(store, position, found) })
    return { events: found, position, cursor, caughtUp }
  }
  // No more than the page needs if the receiver may see all of them.
  let scanSize = Math.min(limit, SCAN_SIZE)
  for (let scanned = 0; ;) {
    const limitReached = found.length >= limit || scanned >= MAX_SCANNED_EVENTS || performance.now() - began > MAX_SCAN_MS
    if (limitReached) return page(false)
    const scan = await store.scanAll({ after: position, limit: Math.min(scanSize, MAX_SCANNED_EVENTS - scanned) })
    const cases = await access.receivableCases(
      receiver,
      scan.events.map(({ caseId }) => caseId),
    )
    const admitted = scan.events.filter(({ caseId }) => cases.admits(caseId))
    const wanted = admitted.slice(0, limit - found.length)
    found.push(...cases.select(await scan.read(wanted)))
    const isCut = wanted.length < admitted.length
    position = isCut ? wanted.at(-1)!.position : scan.position
    if (scan.isEnd && !isCut) return page(true)
    scanned += scan.events.length
    scanSize = SCAN_SIZE
  }
}

/** The hash of the event at a position; usually it is the last event of the page. */
const hashAt = async (store: EventStore, position: string, found: readonly ReceivableEvent[]): Promise<string | undefined> => {
  const last = found.at(-1)?.event
  return last?.position === position ? last.eventHash : (await store.hashesAt([position])).get(position)
}

/**
 * The next events of one case to which the access guard has admitted the receiver.
 * @throws Problem `log-went-back`, `position-beyond-log`; StoreUnavailable
 */
export const pageOfCase = async (
  { store, access }: EventSource,
  receiver: Receiver,
  { caseId, after, limit }: PageBounds & { readonly caseId: string },
): Promise<EventPage> => {
  const start = await positionOnLog(store, after)
  const found: ReceivableEvent[] = []
  // One more than the page shows whether it is the last.
  let most = Math.max(limit + 1, MIN_OF_CASE)
  for (let position = start; found.length <= limit; most *= GROWTH) {
    const later = await store.readCase(caseId, { after: position, limit: most })
    const cases = await access.receivableCases(receiver, [caseId])
    found.push(...cases.select(later))
    position = later.at(-1)?.position ?? position
    if (later.length < most || !cases.admits(caseId)) break
  }
  const events = found.slice(0, limit)
  const last = events.at(-1)?.event
  return {
    events,
    position: last?.position ?? start,
    cursor: last ? cursorAfter({ position: last.position, hash: last.eventHash }) : after,
    caughtUp: found.length <= limit,
  }
}
