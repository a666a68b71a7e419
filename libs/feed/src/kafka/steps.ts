import { comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { KafkaMessage } from 'kafkajs'
import { eventOf, type Place, placeOf, POSITION_MARK, Unreadable } from './message.ts'

/** What a partition's messages ask of a consumer, one after the other. */
export type Step =
  /** Messages are missing here: everything up to this position is to be read from the store. */
  | { readonly kind: 'refill'; readonly upTo: string }
  /** The partition has come to `position`, with these events on the way (often none); its next message is at `offset`. */
  | { readonly kind: 'deliver'; readonly events: readonly StoredEvent[]; readonly position: string; readonly offset: string }
  /** No record of ours: what it may have stood for is refilled when a later message tells of the gap. */
  | { readonly kind: 'unreadable'; readonly offset: string; readonly reason: string }

/** Where a consumer stands in a partition, and what it wants of it. */
export interface Standpoint {
  readonly partition: number
  readonly position: string
  readonly handles: (type: string) => boolean
  /** Most events of one delivery. */
  readonly limit: number
  /** The end of the log: what claims to stand behind it belongs to no event of this log. */
  readonly head: string
}

const after = (offset: string): string => (BigInt(offset) + 1n).toString()
const isBehind = (a: string, b: string): boolean => comparePositions(a, b) < 0

/**
 * What is to be done with some messages of one partition, in their order: what comes a second time is left out, what is missing is
 * asked for, what is no record is named. Only the values of events that the consumer handles are read.
 */
export function* steps(messages: readonly KafkaMessage[], at: Standpoint): Generator<Step, void, void> {
  let position = at.position
  let events: StoredEvent[] = []
  let offset: string | undefined
  const delivery = function* (): Generator<Step, void, void> {
    if (offset !== undefined) yield { kind: 'deliver', events, position, offset }
    events = []
    offset = undefined
  }
  for (const message of messages) {
    const read = readable(message, at)
    if (read instanceof Unreadable) {
      yield* delivery()
      yield { kind: 'unreadable', offset: message.offset, reason: read.message }
    } else {
      if (isBehind(position, read.place.previous)) {
        yield* delivery()
        yield { kind: 'refill', upTo: read.place.previous }
        position = read.place.previous
      }
      if (isBehind(position, read.place.position)) {
        position = read.place.position
        if (read.event) events.push(read.event)
      }
    }
    offset = after(message.offset)
    if (events.length >= at.limit) yield* delivery()
  }
  yield* delivery()
}

const readable = (message: KafkaMessage, at: Standpoint): { place: Place; event?: StoredEvent } | Unreadable => {
  try {
    const place = placeOf(message)
    if (isBehind(at.head, place.position)) throw new Unreadable('says that it stands behind the end of the log')
    if (place.type === POSITION_MARK || !at.handles(place.type)) return { place }
    return { place, event: eventOf(message, place, at.partition) }
  } catch (error) {
    if (error instanceof Unreadable) return error
    throw error
  }
}

/** The greatest position that some messages name; nothing where none can be read. */
export const furthest = (messages: readonly KafkaMessage[]): string | undefined => {
  let most: string | undefined
  for (const message of messages) {
    const position = String(message.headers?.['ce_position'] ?? '')
    if (/^\d{1,19}$/.test(position) && (most === undefined || isBehind(most, position))) most = position
  }
  return most
}
