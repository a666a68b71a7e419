import type { EventType } from '@case-timeline/contracts'
import type { EventStore } from './event-store.ts'
import { rememberedOf } from './log-continuity.ts'
import { followRareEvents } from './rare-events.ts'

/**
 * Follows some event types across the log.
 * @returns a function that returns the ids of all cases that ever had such an event, also if it was retracted; it takes
 * into account every event recorded before the call, or up to a position, and throws StoreUnavailable
 */
export const casesWith = (store: EventStore, ...types: readonly EventType[]): ((upTo?: string) => Promise<ReadonlySet<string>>) => {
  const following = rememberedOf(store, () => {
    const found = new Set<string>()
    const catchUp = followRareEvents(store, types, ({ caseId }) => {
      if (caseId !== undefined) found.add(caseId)
    })
    return { found, catchUp }
  })
  return async (upTo) => {
    const { found, catchUp } = following()
    await catchUp(upTo)
    return found
  }
}
