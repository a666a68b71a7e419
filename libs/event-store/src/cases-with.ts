import type { EventType } from '@case-timeline/contracts'
import type { EventStore } from './event-store.ts'
import { rareEvents } from './rare-events.ts'

/**
 * Tells in which cases something of some types was ever recorded, however briefly it stood: all that was recorded before the call.
 * @throws StoreUnavailable
 */
export const casesWith = (store: EventStore, ...types: readonly EventType[]): (() => Promise<ReadonlySet<string>>) => {
  const found = new Set<string>()
  const upToDate = rareEvents(store, types, ({ caseId }) => {
    if (caseId !== undefined) found.add(caseId)
  })
  return async () => {
    await upToDate()
    return found
  }
}
