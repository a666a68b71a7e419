import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { caseKeyOf, type Consumer, typesOf } from './consumer.ts'
import { missingIn } from './log-positions.ts'
import { parkedEvents } from './parked.ts'
import { PARTITIONS, partitionOf } from './partition.ts'

/** The lag of a consumer in one partition. */
export interface PartitionLag {
  readonly partition: number
  /** The consumer's checkpoint. */
  readonly position: string
  /** Events that are visible to the service and not yet handled by the consumer. */
  readonly behind: number
  /** Age of the oldest of them, in seconds; 0 when there is none. Absent: unknown, since none was found and not all were read. */
  readonly behindSeconds?: number | undefined
  /** Whether `behind` is a minimum: not every event after the checkpoint was read. */
  readonly isLowerBound: boolean
}

/** The progress of a consumer. */
export interface Lag {
  readonly consumer: string
  readonly behind: number
  /** Events that wait with parked cases; they are not among those behind, and in no partition. */
  readonly parked: number
  /** Age of the oldest event that is behind or parked, in seconds; 0 when there is none. Absent: unknown, as in a partition. */
  readonly behindSeconds?: number | undefined
  /** Whether counting stopped at the maximum, or nothing was counted because the log went back: it is at least this. */
  readonly isLowerBound: boolean
  readonly partitions: readonly PartitionLag[]
}

const PAGE = 1_000
/** Counting reads each event from the store, so it stops after this many pages. */
const MAX_PAGES = 10

interface Checkpoint {
  readonly partition: number
  readonly position: string
  readonly logPosition: string | null
  readonly logHash: string | null
}

const restsOn = ({ position, logPosition, logHash }: Checkpoint): LogPosition => ({
  position: logPosition ?? position,
  hash: logHash ?? undefined,
})

/**
 * The lag of a consumer behind the event store, on any feed: counted in events, since positions may have gaps. An event
 * of a parked case is not shown either: it is not behind, but its age counts.
 * @param now milliseconds since 1970
 */
export const lagOf = async (
  db: DataSource,
  store: Pick<EventStore, 'readAll' | 'hashesAt' | 'lastPosition'>,
  consumer: Pick<Consumer, 'name' | 'events'>,
  now: number,
): Promise<Lag> => {
  const checkpoints: Checkpoint[] = await db.query(
    'select partition, position, log_position as "logPosition", log_hash as "logHash" from feed_checkpoint where consumer = $1 order by partition',
    [consumer.name],
  )
  // The relay has one checkpoint for the whole log.
  const partitionOfEvent = (event: StoredEvent) => (checkpoints.length === PARTITIONS ? partitionOf(caseKeyOf(event)) : 0)
  const positions = new Map(checkpoints.map(({ partition, position }) => [partition, position]))
  const waiting = new Map<number, { events: number; since: string }>()
  const isOffLog = (await missingIn(store, checkpoints.map(restsOn))).size > 0
  const isStopped =
    !isOffLog &&
    (await eachAfter(store, consumer, lowestPositionOf(checkpoints), (event) => {
      const partition = partitionOfEvent(event)
      if (comparePositions(event.position, positions.get(partition) ?? '0') <= 0) return
      const { events = 0, since = event.recordedAt } = waiting.get(partition) ?? {}
      waiting.set(partition, { events: events + 1, since })
    }))
  const isLowerBound = isOffLog || isStopped
  // A partition that is at the end has nothing after the events that were counted.
  const end = isStopped ? await store.lastPosition() : undefined
  const partitions = checkpoints.map(({ partition, position }): PartitionLag => {
    const { events = 0, since } = waiting.get(partition) ?? {}
    const isMinimum = isOffLog || (end !== undefined && comparePositions(position, end) < 0)
    const behindSeconds = since === undefined ? (isMinimum ? undefined : 0) : ageOf(Date.parse(since), now)
    return { partition, position, behind: events, behindSeconds, isLowerBound: isMinimum }
  })
  const parked = await parkedEvents(db, consumer.name)
  const ages = [ageOf(parked.oldest, now), ...partitions.map(({ behindSeconds = 0 }) => behindSeconds)]
  const oldest = Math.max(...ages)
  return {
    consumer: consumer.name,
    behind: partitions.reduce((sum, { behind }) => sum + behind, 0),
    parked: parked.events,
    behindSeconds: isLowerBound && oldest === 0 ? undefined : oldest,
    isLowerBound,
    partitions,
  }
}

/** In seconds. */
const ageOf = (at: number | undefined, now: number): number => (at === undefined ? 0 : Math.max(0, (now - at) / 1_000))

const lowestPositionOf = (checkpoints: readonly Checkpoint[]): string =>
  checkpoints
    .map(({ position }) => position)
    .reduce((least, one) => (comparePositions(one, least) < 0 ? one : least), checkpoints[0]?.position ?? '0')

/** Visits the events after a position. @returns whether it stopped at the maximum number of pages */
const eachAfter = async (
  store: Pick<EventStore, 'readAll'>,
  consumer: Pick<Consumer, 'events'>,
  from: string,
  visit: (event: StoredEvent) => void,
): Promise<boolean> => {
  let after = from
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { events, position } = await store.readAll({ after, limit: PAGE, types: typesOf(consumer) })
    events.forEach(visit)
    if (position === after || events.length < PAGE) return false
    after = position
  }
  return true
}
