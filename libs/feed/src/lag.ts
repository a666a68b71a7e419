import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { caseKeyOf, type Consumer, typesOf } from './consumer.ts'
import { PARTITIONS, partitionOf } from './partition.ts'

/** How far a consumer has come in one partition. */
export interface PartitionLag {
  readonly partition: number
  readonly position: string
  /** Where the partition's next message is expected in its topic; absent where none was read. */
  readonly offset?: string | undefined
  /** Events that the store shows and the consumer has not handled yet. */
  readonly behind: number
  /** Age of the oldest of them, in seconds; 0 when there is none. */
  readonly behindSeconds: number
}

/** How far a consumer has come. */
export interface Lag {
  readonly consumer: string
  readonly behind: number
  readonly behindSeconds: number
  /** Not all of them were counted: it is behind by at least so many. */
  readonly isMore: boolean
  readonly partitions: readonly PartitionLag[]
}

const PAGE = 1_000
const MOST_PAGES = 10

interface Checkpoint {
  readonly partition: number
  readonly position: string
  readonly offset: string | null
}

/**
 * How far a consumer is behind the event store, whatever carries the events to it: counted in events, since positions are no numbers of them.
 * @param now milliseconds since 1970
 */
export const lagOf = async (
  db: DataSource,
  store: Pick<EventStore, 'readAll'>,
  consumer: Pick<Consumer, 'name' | 'events'>,
  now: number,
): Promise<Lag> => {
  const checkpoints: Checkpoint[] = await db.query(
    'select partition, position, next_offset as offset from feed_checkpoint where consumer = $1 order by partition',
    [consumer.name],
  )
  const partitionOfEvent = (event: StoredEvent) => (checkpoints.length === PARTITIONS ? partitionOf(caseKeyOf(event)) : 0)
  const positions = new Map(checkpoints.map(({ partition, position }) => [partition, position]))
  const waiting = new Map<number, { events: number; since: string }>()
  const isMore = await eachAfter(store, consumer, startOf(checkpoints), (event) => {
    const partition = partitionOfEvent(event)
    if (comparePositions(event.position, positions.get(partition) ?? '0') <= 0) return
    const known = waiting.get(partition)
    waiting.set(partition, { events: (known?.events ?? 0) + 1, since: known?.since ?? event.recordedAt })
  })
  const partitions = checkpoints.map(({ partition, position, offset }): PartitionLag => {
    const { events = 0, since } = waiting.get(partition) ?? {}
    const behindSeconds = since === undefined ? 0 : Math.max(0, (now - Date.parse(since)) / 1_000)
    return { partition, position, offset: offset ?? undefined, behind: events, behindSeconds }
  })
  return {
    consumer: consumer.name,
    behind: partitions.reduce((sum, { behind }) => sum + behind, 0),
    behindSeconds: Math.max(0, ...partitions.map(({ behindSeconds }) => behindSeconds)),
    isMore,
    partitions,
  }
}

const startOf = (checkpoints: readonly Checkpoint[]): string =>
  checkpoints
    .map(({ position }) => position)
    .reduce((least, one) => (comparePositions(one, least) < 0 ? one : least), checkpoints[0]?.position ?? '0')

/** @returns whether there was more than is looked at */
const eachAfter = async (
  store: Pick<EventStore, 'readAll'>,
  consumer: Pick<Consumer, 'events'>,
  from: string,
  visit: (event: StoredEvent) => void,
): Promise<boolean> => {
  let after = from
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { events, position } = await store.readAll({ after, limit: PAGE, types: typesOf(consumer) })
    events.forEach(visit)
    if (position === after || events.length < PAGE) return false
    after = position
  }
  return true
}
