import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import {
  caseKeyOf,
  type Claim,
  claim,
  type Consumer,
  deliver,
  EVERY_PARTITION,
  holdLease,
  partitionOf,
  patiently,
  refreshClaim,
  requireGeneration,
  register,
  lowestPositionOf,
  typesOf,
} from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { storeBasis } from './basis.ts'
import { projection } from './projection.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** The progress of a long-running operation. */
export interface Progress {
  readonly events: number
  readonly position: string
  /** The position at which the operation will end, as far as known now. */
  readonly end: string
}

/** The purpose of a shadow; two operations of one kind on one view exclude each other, across all replicas. */
export type Purpose = 'rebuild' | 'verify'

/** The name of the consumer that fills the second table of a view. */
export const shadowNameOf = (view: View, purpose: Purpose): string => `${consumerNameOf(view)}~${purpose}`

/** A second table of a view, filled from the store by its own consumer. */
export interface Shadow {
  readonly table: string
  readonly consumer: Consumer
  readonly claimed: Claim
  readonly signal: AbortSignal
}

/** What a rebuild or a verification needs. */
export interface Work<R extends Row> {
  readonly view: View<R>
  readonly store: EventStore
  readonly db: DataSource
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((progress: Progress) => void) | undefined
}

/** Another process is rebuilding or verifying this view. */
export class AlreadyUnderWay extends Error {
  override readonly name = 'AlreadyUnderWay'
}

const LEASE_MS = 10_000

const NEVER = new AbortController().signal

/** More events than in a live batch: the more events a page has, the less often a row is written. */
const PAGE = 10_000

/**
 * Runs an operation with an empty shadow table, which is dropped afterwards in any case.
 * @throws AlreadyUnderWay
 */
export const withShadow = async <R extends Row, T>(
  { view, store, db, signal }: Work<R>,
  purpose: Purpose,
  work: (shadow: Shadow) => Promise<T>,
): Promise<T> => {
  const table = `${tableNameOf(view)}__${purpose}`
  const name = shadowNameOf(view, purpose)
  const owner = randomUUID()
  const leased = await patiently(signal ?? NEVER, async () => {
    await register(db.manager, { name, from: 'beginning' }, store)
    return claim(db, name, owner, LEASE_MS)
  })
  if (!leased)
    throw new AlreadyUnderWay(`${purpose} of ${view.name} is in progress: wait for it to end, or ${LEASE_MS / 1000} s if it was killed`)
  const lease = holdLease(db, name, owner, LEASE_MS)
  try {
    const until = AbortSignal.any([lease.lost, ...(signal ? [signal] : [])])
    await patiently(until, () =>
      db.transaction(async (tx) => {
        for (const [index, { name: own }] of tablesOfView(view, table).entries()) {
          await tx.query(`drop table if exists ${own}`)
          await tx.query(`create table ${own} (like ${tablesOfView(view)[index]?.name ?? ''} including all)`)
        }
        await storeBasis(tx, view, table)
        await tx.query('delete from feed_parked_case where consumer = $1', [name])
        await tx.query('update feed_checkpoint set position = 0, log_position = 0, log_hash = null where consumer = $1', [name])
      }),
    )
    const start = { position: '0', log: { position: '0' } }
    const claimed: Claim = { consumer: name, held: leased.held.map((held) => ({ ...held, ...start })) }
    return await work({ table, consumer: projection(view, store, table, name), claimed, signal: until })
  } finally {
    await patiently(signal ?? NEVER, async () => {
      for (const { name: own } of tablesOfView(view, table)) await db.query(`drop table if exists ${own}`)
      await db.query('delete from feed_parked_case where consumer = $1', [name])
      await lease.release()
    })
  }
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

/**
 * Fills the shadow from its position, each partition up to a given position; reads one page ahead. A database that cannot be
 * reached is waited for, as the live consumer does.
 * @param progress receives the number of events folded by this call so far
 * @returns the number of folded events
 */
export const fill = async (
  { consumer, claimed, signal }: Shadow,
  { store, db }: Pick<Work<Row>, 'store' | 'db'>,
  endPositions: PartitionPositions,
  progress?: (events: number) => void,
): Promise<number> => {
  const end = [...endPositions.values()].reduce((highest, one) => (comparePositions(one.position, highest.position) > 0 ? one : highest), {
    position: '0',
  })
  const isDue = (event: StoredEvent) =>
    comparePositions(event.position, endPositions.get(partitionOf(caseKeyOf(event)))?.position ?? '0') <= 0
  const readPage = (after: string) => {
    const reading = store.readAll({ after, limit: PAGE, types: typesOf(consumer) })
    // A read that fails before it is awaited must not become an unhandled rejection.
    reading.catch(() => undefined)
    return reading
  }
  const { generation } = store
  let folded = 0
  let nextPage = readPage(lowestPositionOf(claimed))
  while (comparePositions(lowestPositionOf(claimed), end.position) < 0) {
    signal.throwIfAborted()
    requireGeneration(store, generation)
    await patiently(signal, async (failures) => {
      if (failures > 0) {
        await refreshClaim(db, claimed)
        nextPage = readPage(lowestPositionOf(claimed))
      }
      const { events, ...at } = await nextPage
      // A log that ends before `end` (a restored store) also ends the operation.
      const isLast = comparePositions(at.position, end.position) >= 0 || at.position === lowestPositionOf(claimed)
      if (!isLast) nextPage = readPage(at.position)
      const due = events.filter(isDue)
      await deliver(db, consumer, claimed, due, isLast ? end : at)
      folded += due.length
    })
    progress?.(folded)
  }
  return folded
}
