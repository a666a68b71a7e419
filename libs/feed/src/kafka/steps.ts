import { comparePositions } from '@case-timeline/contracts'
import type { LogPosition, StoredEvent } from '@case-timeline/event-store'
import type { KafkaMessage } from 'kafkajs'
import { eventOf, type MessagePlace, messagePlaceOf, POSITION_MARK, UnreadableMessage } from './message.ts'

/** One step in processing a partition's messages. */
export type Step =
  /** Messages are missing here: read the missing events up to this position from the store. */
  | { readonly kind: 'refill'; readonly upTo: string }
  /**
   * The partition has reached position `at`, with these events; its next message is at `offset`. Often there are none: a
   * position mark is a message without an event, and events that the consumer does not handle are left out.
   */
  | { readonly kind: 'deliver'; readonly events: readonly StoredEvent[]; readonly at: LogPosition; readonly offset: string }
  /** The message is not a valid record. If it had an event, a later message reveals the gap, which is then refilled. */
  | { readonly kind: 'unreadable'; readonly offset: string; readonly reason: string }

/** How far a consumer has read a partition, and how it reads on. */
export interface ReadPosition {
  readonly partition: number
  readonly position: string
  readonly handles: (type: string) => boolean
  /** Maximum number of events of one delivery. */
  readonly limit: number
  /** The hashes of the events of the log: a message with another one belongs to no event of this log. */
  readonly hashes: ReadonlyMap<string, string>
}

const nextOffset = (offset: string): string => (BigInt(offset) + 1n).toString()
const isBehind = (a: string, b: string): boolean => comparePositions(a, b) < 0

/**
 * The steps for some messages of one partition, in order: duplicates are left out, missing events are to be read from
 * the store, unreadable messages to be reported. Only the values of events that the consumer handles are parsed.
 */
export function* steps(messages: readonly KafkaMessage[], at: ReadPosition): Generator<Step, void, void> {
  let position = at.position
  let hash: string | undefined
  let events: StoredEvent[] = []
  let offset: string | undefined
  const delivery = function* (): Generator<Step, void, void> {
    if (offset !== undefined) yield { kind: 'deliver', events, at: { position, hash }, offset }
    events = []
    offset = undefined
  }
  for (const message of messages) {
    const read = readMessage(message, at)
    if (read instanceof UnreadableMessage) {
      yield* delivery()
      yield { kind: 'unreadable', offset: message.offset, reason: read.message }
    } else {
      if (isBehind(position, read.place.previous)) {
        yield* delivery()
        yield { kind: 'refill', upTo: read.place.previous }
        position = read.place.previous
        hash = undefined
      }
      if (isBehind(position, read.place.position)) {
        position = read.place.position
        hash = read.place.eventHash
        if (read.event) events.push(read.event)
      }
    }
    offset = nextOffset(message.offset)
    if (events.length >= at.limit) yield* delivery()
  }
  yield* delivery()
}

const readMessage = (message: KafkaMessage, at: ReadPosition): { place: MessagePlace; event?: StoredEvent } | UnreadableMessage => {
  try {
    const place = messagePlaceOf(message)
    if (at.hashes.get(place.position) !== place.eventHash)
      throw new UnreadableMessage('is of an event that the log does not have: it is forged, or the log went back')
    if (place.type === POSITION_MARK || !at.handles(place.type)) return { place }
    return { place, event: eventOf(message, place, at.partition) }
  } catch (error) {
    if (error instanceof UnreadableMessage) return error
    throw error
  }
}

/** The positions that some messages state, of those that are readable. */
export const statedPositions = (messages: readonly KafkaMessage[]): readonly string[] =>
  messages.map((message) => String(message.headers?.['ce_position'] ?? '')).filter((position) => /^\d{1,19}$/.test(position))
