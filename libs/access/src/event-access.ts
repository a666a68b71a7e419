import { accountOf, streamName } from '@case-timeline/casework'
import { type EventStore, foldReadable, historyOf, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import { mayReadEveryCase } from './access.guard.ts'
import { disclose, type Viewer } from './confidentiality.ts'
import { hasConfidentialityOrder, nextOrderEnd } from './orders.ts'
import { excludedUsers, participants, type Participants, type ReceivingAgency, takesPart } from './participation.ts'
import { assignmentsInForce } from './personal-assignment.ts'
import type { Principal } from './principal.ts'

/** A receiver of events, and the role that admitted it. */
export interface Receiver extends Pick<Principal, 'userId' | 'agencyId' | 'sector'> {
  readonly role: string
  /** All roles of the receiver; absent: an assignment of the receiver to a role in a case does not count. */
  readonly roles?: readonly string[] | undefined
}

/** An event for a receiver. A record is given whole or not at all: a partly changed record would look forged. */
export interface ReceivableEvent {
  readonly event: StoredEvent
  /**
   * The ids of the court orders that withhold the event: then only that an event was recorded is shown. Empty: the
   * whole record is shown.
   */
  readonly withheldBy: readonly string[]
}

/** What one receiver may see of some cases, as of the moment at which it was determined. */
export interface ReceivableCases {
  /** Whether the receiver may see events of a case; events that belong to no case go to the services in their visibility. */
  admits(caseId: string | undefined): boolean
  /** Those of some events, recorded before that moment, that the receiver may see. */
  select(events: readonly StoredEvent[]): readonly ReceivableEvent[]
}

/** Decides which events a receiver gets. */
export interface EventAccess {
  /**
   * What a receiver may see of these cases at this moment: the receiver's sector may receive the event, and its agency
   * participates in the case, or an agency of the sector assigned the user to it, and the user is not excluded from it. Call it after the events were read from the log, and
   * again for events that are sent later. @throws StoreUnavailable
   */
  receivableCases(receiver: Receiver, caseIds: readonly (string | undefined)[]): Promise<ReceivableCases>
}

/** Who of a sector may see a case. Derived from the events of the case alone: it is about no single reader. */
interface CaseAccess {
  /** The head of the case before its events were read: with another head it is out of date. */
  readonly head: string
  readonly participants: Participants
  readonly excludedUsers: ReadonlySet<string>
  readonly isUnderOrder: boolean
}

/** What orders withhold of a case from an agency: by event the ids of the orders. */
interface Withheld {
  readonly head: string
  /** Epoch milliseconds: an order that ends changes what is withheld without an event. */
  readonly from: number
  readonly until: number
  readonly orders: ReadonlyMap<string, readonly string[]>
}

export interface EventAccessOptions {
  readonly receiving?: ReceivingAgency | undefined
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** How many cases are remembered, at about half a kilobyte each. */
  readonly maxCases?: number
  /** How many withheld events are remembered, over all cases and agencies. */
  readonly maxWithheld?: number
}

/** Cases that are read at the same time, so that a request neither fills the memory nor keeps other readers waiting. */
const CASES_AT_ONCE = 64
const NOTHING_WITHHELD: ReadonlyMap<string, readonly string[]> = new Map()

/**
 * Keeps by case who may see it, over requests and readers, as long as nothing was recorded in the case: that is looked up
 * for all cases of a call in one statement. An exclusion, an order of a court, a correction therefore applies at once.
 */
export const eventAccess = (
  store: EventStore,
  { receiving, now = Date.now, maxCases = 20_000, maxWithheld = 100_000 }: EventAccessOptions = {},
): EventAccess => {
  const keptOfLog = rememberedOf(store, () => ({
    access: new LRUCache<string, CaseAccess>({ max: maxCases }),
    withheld: new LRUCache<string, Withheld>({ maxSize: maxWithheld, sizeCalculation: ({ orders }) => 1 + orders.size }),
  }))

  const accessFrom = (events: readonly StoredEvent[], sector: Principal['sector'], caseId: string, head: string): CaseAccess => {
    const ownRecord = streamName(sector, 'record', caseId)
    const visible = events.filter(({ visibility }) => visibility.includes(sector))
    return {
      head,
      participants: foldReadable(visible, (history) => participants(history, sector, receiving?.participationEvents)),
      excludedUsers: foldReadable(
        events.filter(({ stream }) => stream === ownRecord),
        (record) => excludedUsers(historyOf(record)),
      ),
      isUnderOrder: hasConfidentialityOrder(visible),
    }
  }

  const withheldFrom = (events: readonly StoredEvent[], viewer: Viewer, head: string): Withheld => {
    const from = now()
    const visible = events.filter(({ visibility }) => visibility.includes(viewer.sector))
    return foldReadable(visible, (history) => {
      const facts = disclose(history, viewer, from)?.facts ?? []
      const withheld = facts.filter(({ recordWithheldBy }) => recordWithheldBy.length > 0)
      const orders = new Map(withheld.map(({ recorded, recordWithheldBy }) => [recorded.id, recordWithheldBy]))
      return { head, from, until: nextOrderEnd(history, from), orders }
    })
  }

  /** A system receives the events of the cases of its agency, and none for a single user. */
  const isAssigned = ({ assigned = [] }: Participants, receiver: Receiver): boolean =>
    receiver.role !== 'agency-system' && assignmentsInForce(assigned, receiver, now()).length > 0

  const isCurrent = ({ from, until }: Withheld): boolean => from <= now() && now() < until

  const access: EventAccess = {
    async receivableCases(receiver, caseIds) {
      const { sector, agencyId, userId, role } = receiver
      const kept = keptOfLog()
      const heads = [...(await store.caseHeads([...new Set(caseIds.filter((caseId) => caseId !== undefined))]))]
      // The log went back: in the log that there is now, a head of the same position may be another event.
      if (keptOfLog() !== kept) return access.receivableCases(receiver, caseIds)
      const withheldByCase = new Map<string, ReadonlyMap<string, readonly string[]>>()
      const check = async (caseId: string, head: string): Promise<void> => {
        let events: readonly StoredEvent[] | undefined
        const caseKey = `${sector} ${caseId}`
        let caseAccess = kept.access.get(caseKey)
        if (caseAccess?.head !== head) {
          events = await store.readCase(caseId)
          caseAccess = accessFrom(events, sector, caseId, head)
          kept.access.set(caseKey, caseAccess)
        }
        if (caseAccess.excludedUsers.has(accountOf(userId))) return
        const isAdmitted = mayReadEveryCase(sector, role) || takesPart(caseAccess.participants, agencyId, receiving)
        if (!isAdmitted && !isAssigned(caseAccess.participants, receiver)) return
        if (!caseAccess.isUnderOrder) return void withheldByCase.set(caseId, NOTHING_WITHHELD)
        const viewerKey = `${agencyId} ${caseKey}`
        let withheld = kept.withheld.get(viewerKey)
        if (withheld?.head !== head || !isCurrent(withheld)) {
          withheld = withheldFrom(events ?? (await store.readCase(caseId)), { agencyId, sector }, head)
          kept.withheld.set(viewerKey, withheld)
        }
        withheldByCase.set(caseId, withheld.orders)
      }
      for (let at = 0; at < heads.length; at += CASES_AT_ONCE)
        await Promise.all(heads.slice(at, at + CASES_AT_ONCE).map(([caseId, head]) => check(caseId, head)))
      const admits = (caseId: string | undefined): boolean => caseId === undefined || withheldByCase.has(caseId)
      return {
        admits,
        select: (events) =>
          events
            .filter(({ visibility, caseId }) => visibility.includes(sector) && admits(caseId))
            .map((event) => ({ event, withheldBy: withheldByCase.get(event.caseId ?? '')?.get(event.id) ?? [] })),
      }
    },
  }
  return access
}
