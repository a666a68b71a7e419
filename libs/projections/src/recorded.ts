import { type EventType, type Fact, type FactOf, type RecordedFact, upcast } from '@case-timeline/contracts'
import { fittingCorrection, type StoredEvent } from '@case-timeline/event-store'

/** A recorded fact as a view receives it: in the newest version of its type, corrections already applied. */
export type Recorded<F extends Fact = Fact> = RecordedFact<F> & {
  readonly caseId: string
  /** The event as recorded, for what a view needs in addition to the fact; the envelope is parsed on first use. */
  readonly stored: StoredEvent
}

/** The argument of a handler of an event type: `RecordedOf<typeof ReferralMade>`. */
export type RecordedOf<E> = FactOf<E> extends infer F extends Fact ? Recorded<F> : never

/**
 * Makes the functions that upcast stored events to the newest version of their types; an event of a type that is not
 * listed is left as stored.
 */
export const recordedBy = (events: readonly EventType[]) => {
  const types = new Map(events.map((type) => [type.type, type]))
  const upcastData = (type: string, schemaVersion: number, data: unknown): unknown => {
    const known = types.get(type)
    return known ? upcast(known, schemaVersion, data) : data
  }
  return {
    /** The data of a correction, by the type that it corrects; undefined if it does not fit that type. */
    newest: (type: string, schemaVersion: number, data: unknown): unknown =>
      fittingCorrection(type, schemaVersion, data) === undefined ? undefined : upcastData(type, schemaVersion, data),
    recorded: (stored: StoredEvent & { readonly caseId: string }): Recorded => ({
      id: stored.id,
      type: stored.type,
      occurredAt: stored.occurredAt,
      occurredZone: stored.occurredZone,
      caseId: stored.caseId,
      stored,
      // Computed on access, so that data are not parsed for a view that only lists recorded events.
      get data() {
        return upcastData(stored.type, stored.schemaVersion, stored.data)
      },
    }),
  }
}

export const belongsToCase = (event: StoredEvent): event is StoredEvent & { readonly caseId: string } => event.caseId !== undefined
