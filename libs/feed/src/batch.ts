import { type EventType, NewerVersion } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { caseKeyOf } from './consumer.ts'

/**
 * What to do with a batch: apply these, queue those behind their parked case, park those that this release cannot read.
 */
export interface SortedBatch {
  readonly apply: readonly StoredEvent[]
  readonly queue: readonly StoredEvent[]
  readonly park: readonly { readonly event: StoredEvent; readonly reason: Error }[]
}

/**
 * Sorts a batch so that the order within each case is kept; events of other types are left out.
 * @param events the types that the consumer handles
 * @param parked keys of the cases that are already parked
 */
export const sortBatch = (
  batch: readonly StoredEvent[],
  events: readonly EventType[] | 'every',
  parked: ReadonlySet<string>,
): SortedBatch => {
  const known = new Map(events === 'every' ? [] : events.map(({ type, version }) => [type, version]))
  const blocked = new Set(parked)
  const apply: StoredEvent[] = []
  const queue: StoredEvent[] = []
  const park: SortedBatch['park'][number][] = []
  for (const event of batch) {
    const version = known.get(event.type)
    if (events !== 'every' && version === undefined) continue
    const key = caseKeyOf(event)
    if (blocked.has(key)) queue.push(event)
    else if (version !== undefined && event.schemaVersion > version) {
      blocked.add(key)
      park.push({ event, reason: new NewerVersion(event.type, event.schemaVersion, version) })
    } else apply.push(event)
  }
  return { apply, queue, park }
}

/** The events of each case, cases in the order in which they first appear. */
export const byCase = (events: readonly StoredEvent[]): ReadonlyMap<string, StoredEvent[]> => {
  const cases = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const key = caseKeyOf(event)
    const own = cases.get(key)
    if (own) own.push(event)
    else cases.set(key, [event])
  }
  return cases
}
