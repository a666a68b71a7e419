import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import {
  caseKeyOf,
  type Claim,
  type Consumer,
  deliver,
  EVERY_PARTITION,
  lowestPositionOf,
  partitionOf,
  patiently,
  refreshClaim,
  requireGeneration,
  typesOf,
} from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { chunkReader } from './chunks.ts'
import { chunkSize, pauseAfter, rest, type Throttle } from './pace.ts'
import { type Room, roomFor } from './room.ts'

/** A table that is filled from the store by a consumer of its own. */
export interface Filling {
  readonly consumer: Consumer
  readonly claimed: Claim
  /** `EventStore.generation` before its checkpoints were compared with the log: what was read since is of that log. */
  readonly generation: number
}

/** From where the events come, where the tables are, and how fast they may be filled. */
export interface Source {
  readonly store: EventStore
  readonly db: DataSource
  readonly throttle?: Throttle | undefined
  /** How long the fillings wait for room in the database; default: five minutes. */
  readonly room?: Room | undefined
}

/** The position up to which each partition is filled, by partition number; a missing partition is not filled. */
export type PartitionPositions = ReadonlyMap<number, LogPosition>

/** The same position in every partition. */
export const everyPartitionUpTo = (end: LogPosition): PartitionPositions => new Map(EVERY_PARTITION.map((partition) => [partition, end]))

/** Positions with the hashes of the events there. */
export const onLog = async (store: EventStore, positions: ReadonlyMap<number, string>): Promise<PartitionPositions> => {
  const hashes = await store.hashesAt([...new Set(positions.values())])
  return new Map([...positions].map(([partition, position]) => [partition, { position, hash: hashes.get(position) }]))
}

/** The current end of the log. */
export const endOf = async (store: EventStore): Promise<LogPosition> => {
  const position = await store.lastPosition()
  return { position, hash: (await store.hashesAt([position])).get(position) }
}

const lowestOf = (fillings: readonly Filling[]): string =>
  fillings.map(({ claimed }) => lowestPositionOf(claimed)).reduce((least, one) => (comparePositions(one, least) < 0 ? one : least))

const unionOfTypes = (fillings: readonly Filling[]): readonly string[] | undefined => {
  const types = fillings.map(({ consumer }) => typesOf(consumer))
  return types.includes(undefined) ? undefined : [...new Set(types.flatMap((own) => own ?? []))]
}

export interface FillOptions {
  readonly signal: AbortSignal
  /** The number of events read by this call so far. */
  readonly progress?: ((events: number) => void) | undefined
  /** When the last event of those read so far was recorded, RFC 3339 in UTC; not called where there is none. */
  readonly recorded?: ((at: string) => void) | undefined
  /** Whether the tables were begun by a process that ended: then it begins with small chunks. */
  readonly isContinued?: boolean | undefined
  /** Only the events of these cases, by the keys of their order. */
  readonly isWanted?: ((caseKey: string) => boolean) | undefined
}

/**
 * Fills tables from their positions, each partition up to a given position. The log is read once for all of them, one
 * chunk ahead; each chunk is committed with its checkpoint. A database that cannot be reached is waited for, as the
 * live consumer does; one without room not for ever.
 * @returns the number of events that were read; the tables are not up to the given position if the log is not
 * @throws NoRoom
 */
export const fill = async (
  fillings: readonly Filling[],
  { store, db, throttle = {}, room = roomFor() }: Source,
  endPositions: PartitionPositions,
  { signal, progress, recorded, isContinued = false, isWanted = () => true }: FillOptions,
): Promise<number> => {
  const end = [...endPositions.values()].reduce((highest, one) => (comparePositions(one.position, highest.position) > 0 ? one : highest), {
    position: '0',
  })
  const endOf = (partition: number): LogPosition => endPositions.get(partition) ?? BEGINNING
  const isDue = (event: StoredEvent) =>
    isWanted(caseKeyOf(event)) && comparePositions(event.position, endOf(partitionOf(caseKeyOf(event))).position) <= 0
  const isFilled = () =>
    fillings.every(({ claimed }) =>
      claimed.held.every(({ partition, position }) => comparePositions(position, endOf(partition).position) >= 0),
    )
  const chunkAfter = chunkReader(store, unionOfTypes(fillings))
  let folded = 0
  const readChunk = (after: string) => {
    const reading = chunkAfter(after, chunkSize(folded, isContinued, throttle))
    // A read that fails before it is awaited must not become an unhandled rejection.
    reading.catch(() => undefined)
    return reading
  }
  if (isFilled()) return 0
  const requireSameLog = () => fillings.forEach(({ generation }) => requireGeneration(store, generation))
  requireSameLog()
  const start = performance.now()
  let after = lowestOf(fillings)
  let next = readChunk(after)
  let isOver = false
  while (!isOver && !isFilled()) {
    signal.throwIfAborted()
    requireSameLog()
    const began = performance.now()
    await patiently(signal, async (failures) => {
      if (failures > 0) {
        for (const { claimed } of fillings) await refreshClaim(db, claimed)
        after = lowestOf(fillings)
        next = readChunk(after)
      }
      const { events, ...at } = await next
      // It was read by several statements.
      requireSameLog()
      const isAtEnd = comparePositions(at.position, end.position) >= 0
      // A log that ends before `end` (a restored store) also ends the operation, at its own end: what is recorded later must be read.
      isOver = isAtEnd || at.position === after
      if (!isOver) next = readChunk(at.position)
      const due = events.filter(isDue)
      const upTo = (partition: number): LogPosition => lower(isAtEnd ? end : at, endOf(partition))
      await room.given(() => deliverTo(fillings, db, due, upTo))
      after = at.position
      folded += due.length
      const last = due.at(-1)
      if (last) recorded?.(last.recordedAt)
    })
    progress?.(folded)
    const now = performance.now()
    if (!isFilled()) await rest(pauseAfter(throttle, { events: folded, elapsedMs: now - start, workedMs: now - began }), signal)
  }
  return folded
}

/** Tables that are written at once: of the ten sessions of a service the others are for those who use it meanwhile. */
const WRITTEN_AT_ONCE = 8

const BEGINNING: LogPosition = { position: '0' }

const lower = (one: LogPosition, other: LogPosition): LogPosition => (comparePositions(one.position, other.position) <= 0 ? one : other)

/**
 * Delivers a chunk to each table that is behind it. Partitions move no further than their own ends: what is beyond has not
 * been delivered.
 */
const deliverTo = async (
  fillings: readonly Filling[],
  db: DataSource,
  events: readonly StoredEvent[],
  upTo: (partition: number) => LogPosition,
): Promise<void> => {
  const waiting = [...fillings]
  const failures: unknown[] = []
  const deliverNext = async (): Promise<void> => {
    for (let filling = waiting.shift(); filling; filling = waiting.shift())
      await deliverChunk(filling, db, events, upTo).catch((error: unknown) => void failures.push(error))
  }
  // All must have ended before the chunk is repeated.
  await Promise.all(Array.from({ length: WRITTEN_AT_ONCE }, deliverNext))
  if (failures.length > 0) throw failures[0]
}

const deliverChunk = async (
  { consumer, claimed }: Filling,
  db: DataSource,
  events: readonly StoredEvent[],
  upTo: (partition: number) => LogPosition,
): Promise<void> => {
  for (const { at, held } of movingTogether(claimed, upTo)) {
    const moving: Claim = held.length === claimed.held.length ? claimed : { ...claimed, held }
    await deliver(db, consumer, moving, events, at)
    claimed.hasParked = moving.hasParked
  }
}

/** The partitions of a claim that move, by the positions to which they do. */
const movingTogether = (
  { held }: Claim,
  upTo: (partition: number) => LogPosition,
): readonly { readonly at: LogPosition; readonly held: Claim['held'] }[] => {
  const groups = new Map<string, { readonly at: LogPosition; readonly held: Claim['held'][number][] }>()
  for (const one of held) {
    const at = upTo(one.partition)
    if (comparePositions(one.position, at.position) >= 0) continue
    const group = groups.get(at.position)
    if (group) group.held.push(one)
    else groups.set(at.position, { at, held: [one] })
  }
  return [...groups.values()]
}
