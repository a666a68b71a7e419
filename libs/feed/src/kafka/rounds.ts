import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import type { LogPosition } from '@case-timeline/event-store'
import type { Message } from 'kafkajs'
import type { KeyObject } from 'node:crypto'
import { EVERY_PARTITION } from '../partition.ts'
import { positionMarkOf, messageOf, type PreparedEvent } from './message.ts'
import { withPlaceTag } from './place-tag.ts'

/** A message with its partition, which overrides the partitioner. */
export type PartitionedMessage = Message & { readonly partition: number }

/** The last position that each partition of each topic should contain, by `slot`. */
export type Previous = ReadonlyMap<string, string>

/** The key of a partition of a topic. */
export const slot = (topic: string, partition: number): string => `${topic} ${partition}`

/** The messages of one send, and the state to record when all of them were acknowledged. */
export interface Round {
  readonly at: LogPosition
  readonly messages: ReadonlyMap<string, readonly PartitionedMessage[]>
  /** The positions in `Previous` that change. */
  readonly moved: Previous
}

export interface Topics {
  readonly deployment: string
  readonly of: ReadonlyMap<ServiceName, string>
  /** Proves the places of messages to the readers. */
  readonly placeKey: KeyObject
}

/** A broker limits the total size of the messages for a partition in one send: this is half of its default limit. */
const PARTITION_BYTES = 500_000
/** Maximum size of the events of one send to all partitions. */
const ROUND_BYTES = 4_000_000

/**
 * Splits a batch so that no round is too large for a partition; an event that is too large alone is a round of its own.
 */
export function* splitIntoRounds(events: readonly PreparedEvent[]): Generator<readonly PreparedEvent[], void, void> {
  let round: PreparedEvent[] = []
  let bytes = 0
  let perPartition = new Map<number, number>()
  for (const event of events) {
    const size = event.value.length
    const filled = (perPartition.get(event.partition) ?? 0) + size
    if (round.length > 0 && (filled > PARTITION_BYTES || bytes + size > ROUND_BYTES)) {
      yield round
      round = []
      bytes = 0
      perPartition = new Map()
    }
    round.push(event)
    bytes += size
    perPartition.set(event.partition, (perPartition.get(event.partition) ?? 0) + size)
  }
  if (round.length > 0) yield round
}

/**
 * Puts each event on the topics of the services that may see it. A message's `previous` is the position that its
 * partition should contain before it, sent or not: a reader that has not reached it reads the events from the store.
 * @param at position up to which the log has been read
 * @param marks which partitions get a position mark: those of these topics that are behind, or every one of them
 */
export const roundOf = (
  { deployment, of, placeKey }: Topics,
  events: readonly PreparedEvent[],
  at: LogPosition,
  previous: Previous,
  marks: { readonly topics: readonly string[]; readonly partitions: 'behind' | 'every' },
): Round => {
  const { position } = at
  const messages = new Map<string, PartitionedMessage[]>()
  const moved = new Map<string, string>()
  const lastOf = (topic: string, partition: number) => {
    const place = slot(topic, partition)
    return moved.get(place) ?? previous.get(place) ?? '0'
  }
  const put = (topic: string, untagged: PartitionedMessage, to: string) => {
    const message = withPlaceTag(untagged, topic, placeKey)
    const own = messages.get(topic)
    if (own) own.push(message)
    else messages.set(topic, [message])
    moved.set(slot(topic, message.partition), to)
  }
  for (const prepared of events) {
    // Most topics have the same previous position: they share the message, except for its tag.
    const made = new Map<string, PartitionedMessage>()
    for (const service of prepared.event.visibility) {
      const topic = of.get(service)
      if (topic === undefined) continue
      const last = lastOf(topic, prepared.partition)
      const message = made.get(last) ?? messageOf(prepared, last)
      made.set(last, message)
      put(topic, message, prepared.event.position)
    }
  }
  // Position 0 is before the first event: there is nothing to report yet.
  for (const topic of position === '0' ? [] : marks.topics)
    for (const partition of EVERY_PARTITION) {
      const last = lastOf(topic, partition)
      if (marks.partitions === 'every' || comparePositions(last, position) < 0)
        put(topic, positionMarkOf(deployment, partition, at, last), position)
    }
  return { at, messages, moved }
}
