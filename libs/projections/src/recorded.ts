import { type EventType, type Fact, type FactOf, type Happened, upcast } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'

/** A recorded fact as a view sees it: in the newest shape of its type, corrections already applied. */
export type Recorded<F extends Fact = Fact> = Happened<F> & {
  readonly caseId: string
  /** As recorded, for what a view needs beside the fact; the envelope is parsed when first asked for. */
  readonly stored: StoredEvent
}

/** What a handler of an event type is given: `RecordedOf<typeof ReferralMade>`. */
export type RecordedOf<E> = FactOf<E> extends infer F extends Fact ? Recorded<F> : never

/** Brings stored events to the newest shape of their types. A type that is not listed stays as it was stored. */
export const recordedBy = (events: readonly EventType[]) => {
  const types = new Map(events.map((type) => [type.type, type]))
  const newest = (type: string, schemaVersion: number, data: unknown): unknown => {
    const known = types.get(type)
    return known ? upcast(known, schemaVersion, data) : data
  }
  return {
    newest,
    recorded: (stored: StoredEvent & { readonly caseId: string }): Recorded => ({
      id: stored.id,
      type: stored.type,
      occurredAt: stored.occurredAt,
      occurredZone: stored.occurredZone,
      caseId: stored.caseId,
      stored,
      // Not parsed for a view that only lists what was recorded.
      get data() {
        return newest(stored.type, stored.schemaVersion, stored.data)
      },
    }),
  }
}

export const isOfACase = (event: StoredEvent): event is StoredEvent & { readonly caseId: string } => event.caseId !== undefined
