import { isPosition } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { KafkaMessage } from 'kafkajs'
import type { KeyObject } from 'node:crypto'
import { eventOf, type MessagePlace, messagePlaceOf, UnreadableMessage } from './message.ts'
import { isPlaceProven, type TopicPartition } from './place-tag.ts'

/** A message of one partition whose place is that of an event of the log. All consumers of a process share it. */
export interface ReceivedMessage {
  readonly place: MessagePlace
  /** Whether the relay stated the place. Without that, nothing follows from it but that the log has the position. */
  readonly isProven: boolean
  readonly offset: string
  readonly bytes: number
  /** Its event, parsed once; an UnreadableMessage if it is not the record that its place states. */
  event(): StoredEvent | UnreadableMessage
}

/** A message that no consumer gets. If it had an event, a later message reveals the gap. */
export interface RefusedMessage {
  readonly offset: string
  readonly reason: string
}

/** What the messages of one partition are compared with. */
export interface Source extends TopicPartition {
  readonly placeKey: KeyObject
  /** The hashes of the events of the log: a message with another one belongs to no event of this log. */
  readonly hashes: ReadonlyMap<string, string>
}

/** Reads the headers of messages of one partition. */
export const receivedMessages = (
  messages: readonly KafkaMessage[],
  { topic, partition, placeKey, hashes }: Source,
): { readonly received: readonly ReceivedMessage[]; readonly refused: readonly RefusedMessage[] } => {
  const received: ReceivedMessage[] = []
  const refused: RefusedMessage[] = []
  for (const message of messages) {
    const place = readableOr(() => placeOnLog(message, hashes))
    if (place instanceof UnreadableMessage) refused.push({ offset: message.offset, reason: place.message })
    else {
      let event: StoredEvent | UnreadableMessage | undefined
      const bytes = message.value?.length ?? 0
      received.push({
        place,
        isProven: isPlaceProven(message.headers, place, { topic, partition }, placeKey),
        offset: message.offset,
        bytes,
        event: () => (event ??= readableOr(() => eventOf(message, place, partition))),
      })
    }
  }
  return { received, refused }
}

const placeOnLog = (message: KafkaMessage, hashes: ReadonlyMap<string, string>): MessagePlace => {
  const place = messagePlaceOf(message)
  if (hashes.get(place.position) === place.eventHash) return place
  throw new UnreadableMessage('is of an event that the log does not have: it is forged, or the log went back')
}

const readableOr = <T>(read: () => T): T | UnreadableMessage => {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnreadableMessage) return error
    throw error
  }
}

/** The positions that some messages state, of those that are readable. */
export const statedPositions = (messages: readonly KafkaMessage[]): readonly string[] =>
  messages.map((message) => String(message.headers?.['ce_position'] ?? '')).filter(isPosition)
