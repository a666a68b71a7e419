import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import type { Message } from 'kafkajs'
import { EVERY_PARTITION } from '../partition.ts'
import { markOf, messageOf, type Prepared } from './message.ts'

/** A message and the partition that it is put into, whatever a partitioner would say. */
export type Placed = Message & { readonly partition: number }

/** The last position that each reader may expect in each partition of his topic, by `slot`. */
export type Previous = ReadonlyMap<string, string>

export const slot = (topic: string, partition: number): string => `${topic} ${partition}`

/** What is put in one go, and what is remembered when all of it was acknowledged. */
export interface Round {
  readonly position: string
  readonly messages: ReadonlyMap<string, readonly Placed[]>
  /** What changed of `previous`. */
  readonly moved: Previous
}

export interface Topics {
  readonly deployment: string
  readonly of: ReadonlyMap<ServiceName, string>
}

/** A broker judges the size of all that is put into a partition together: half of its default limit. */
const PARTITION_BYTES = 500_000
const ROUND_BYTES = 4_000_000

/** Divides a batch so that no round is too large for a partition; an event that is larger alone is a round of its own. */
export function* cut(events: readonly Prepared[]): Generator<readonly Prepared[], void, void> {
  let round: Prepared[] = []
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
 * Puts each event on the topics of those who may receive it. A message's `previous` counts what its partition should hold, put or not: who
 * lacks it refills it from the store.
 * @param position up to which the log has been read
 * @param marks whose partitions are told the position: of these topics those that are behind it, or every one of them
 */
export const roundOf = (
  { deployment, of }: Topics,
  events: readonly Prepared[],
  position: string,
  previous: Previous,
  marks: { readonly topics: readonly string[]; readonly partitions: 'behind' | 'every' },
): Round => {
  const messages = new Map<string, Placed[]>()
  const moved = new Map<string, string>()
  const lastOf = (topic: string, partition: number) => {
    const at = slot(topic, partition)
    return moved.get(at) ?? previous.get(at) ?? '0'
  }
  const put = (topic: string, message: Placed, to: string) => {
    const own = messages.get(topic)
    if (own) own.push(message)
    else messages.set(topic, [message])
    moved.set(slot(topic, message.partition), to)
  }
  for (const one of events) {
    // Mostly the readers have seen the same before: then it is one and the same message.
    const made = new Map<string, Placed>()
    for (const service of one.event.visibility) {
      const topic = of.get(service)
      if (topic === undefined) continue
      const last = lastOf(topic, one.partition)
      const message = made.get(last) ?? messageOf(one, last)
      made.set(last, message)
      put(topic, message, one.event.position)
    }
  }
  for (const topic of position === '0' ? [] : marks.topics)
    for (const partition of EVERY_PARTITION) {
      const last = lastOf(topic, partition)
      if (marks.partitions === 'every' || comparePositions(last, position) < 0)
        put(topic, markOf(deployment, partition, position, last), position)
    }
  return { position, messages, moved }
}
