import { comparePositions } from '@case-timeline/contracts'
import type { LogPosition, StoredEvent } from '@case-timeline/event-store'
import { POSITION_MARK, UnreadableMessage } from './message.ts'
import type { ReceivedMessage } from './received-messages.ts'

/** One step in processing a partition's messages. */
export type Step =
  /** Events are missing here, or may be, which are in the store up to this position: the last step. */
  | { readonly kind: 'gap'; readonly upTo: string }
  /** The message is not the record of its event, which is in the store: the last step. */
  | { readonly kind: 'unreadable'; readonly upTo: string; readonly offset: string; readonly reason: string }
  /**
   * The partition has reached position `at`, with these events. Often there are none: a position mark is a message
   * without an event, and events that the consumer does not handle are left out.
   */
  | { readonly kind: 'deliver'; readonly events: readonly StoredEvent[]; readonly at: LogPosition }

/** How far a consumer has read a partition, and how it reads on. */
export interface ReadPosition {
  readonly position: string
  readonly handles: (type: string) => boolean
  /** Maximum number of events of one delivery. */
  readonly limit: number
}

const isBehind = (a: string, b: string): boolean => comparePositions(a, b) < 0

/**
 * The steps for some messages of one partition, in order, up to the first gap: duplicates are left out. Only the values
 * of events that the consumer handles are parsed. A message whose place is not proven is a gap: events that it does not
 * admit may precede it.
 */
export function* steps(messages: readonly ReceivedMessage[], from: ReadPosition): Generator<Step, void, void> {
  let at: LogPosition = { position: from.position }
  let events: StoredEvent[] = []
  let hasMoved = false
  const delivery = function* (): Generator<Step, void, void> {
    if (hasMoved) yield { kind: 'deliver', events, at }
    events = []
    hasMoved = false
  }
  for (const { place, isProven, offset, event: read } of messages) {
    if (!isBehind(at.position, place.position)) continue
    if (!isProven || isBehind(at.position, place.previous)) {
      yield* delivery()
      return yield { kind: 'gap', upTo: isProven ? place.previous : place.position }
    }
    const event = place.type === POSITION_MARK || !from.handles(place.type) ? undefined : read()
    if (event instanceof UnreadableMessage) {
      yield* delivery()
      return yield { kind: 'unreadable', upTo: place.position, offset, reason: event.message }
    }
    if (event) events.push(event)
    at = { position: place.position, hash: place.eventHash }
    hasMoved = true
    if (events.length >= from.limit) yield* delivery()
  }
  yield* delivery()
}
