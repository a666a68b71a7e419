import { type Gates, receivable, type Receivable, type Receiver } from '@case-timeline/access'
import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'

/** Some events of the log for one receiver, in order. */
export interface EventPage {
  readonly events: readonly Receivable[]
  /** How far the log was looked through: the cursor for the next page. It moves on over what is not the receiver's. */
  readonly position: string
  /** Whether that is where the log ended. */
  readonly caughtUp: boolean
}

/** What a page is cut from. */
export interface Cut {
  readonly after: string
  readonly limit: number
}

/** How much of the log one request may look through, since an agency may have few cases among many. */
const MOST_SCANNED = 5_000
const LONGEST_SCAN_MS = 2_000
/** Read at a time; access is asked anew for each, so that who is let in or excluded meanwhile is so from there. */
export const AT_A_TIME = 250

/**
 * The next events that a receiver may see now, looking through a bounded part of the log.
 * @throws StoreUnavailable
 */
export const pageOf = async (store: EventStore, gates: Gates, who: Receiver, { after, limit }: Cut): Promise<EventPage> => {
  const began = performance.now()
  const found: Receivable[] = []
  let position = after
  for (let scanned = 0; ; scanned += AT_A_TIME) {
    const spent = found.length >= limit || scanned >= MOST_SCANNED || performance.now() - began > LONGEST_SCAN_MS
    if (spent) return { events: found, position, caughtUp: false }
    const read = await store.readAll({ after: position, limit: AT_A_TIME })
    if (read.position === position) return { events: found, position, caughtUp: true }
    const own = await receivable(gates, who, read.events)
    const taken = own.slice(0, limit - found.length)
    found.push(...taken)
    position = taken.length < own.length ? taken.at(-1)!.event.position : read.position
  }
}

/** The next events of one case, into which the guard has let the receiver. @throws StoreUnavailable */
export const pageOfCase = async (
  store: EventStore,
  gates: Gates,
  who: Receiver,
  { caseId, after, limit }: Cut & { readonly caseId: string },
): Promise<EventPage> => {
  const later = (await store.readCase(caseId)).filter(({ position }) => comparePositions(position, after) > 0)
  const own = await receivable(gates, who, later)
  const events = own.slice(0, limit)
  return { events, position: events.at(-1)?.event.position ?? after, caughtUp: events.length === own.length }
}
