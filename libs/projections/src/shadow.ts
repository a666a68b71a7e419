import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import {
  caseKeyOf,
  type Claim,
  claim,
  type Consumer,
  deliver,
  EVERY_PARTITION,
  keep,
  partitionOf,
  register,
  startOf,
  typesOf,
} from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { mark } from './basis.ts'
import { projection } from './projection.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** How far a long work has come. */
export interface Progress {
  readonly events: number
  readonly position: string
  /** The position at which it will be done, as far as is known now. */
  readonly end: string
}

/** What a shadow is filled for; two works of one kind on one view exclude each other, on every replica. */
export type Purpose = 'rebuild' | 'verify'

/** A second table of a view, filled from the store by a consumer of its own. */
export interface Shadow {
  readonly table: string
  readonly consumer: Consumer
  readonly claimed: Claim
  readonly signal: AbortSignal
}

export interface Work<R extends Row> {
  readonly view: View<R>
  readonly store: EventStore
  readonly db: DataSource
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((progress: Progress) => void) | undefined
}

/** Someone else is rebuilding or verifying this view. */
export class AlreadyUnderWay extends Error {
  override readonly name = 'AlreadyUnderWay'
}

const LEASE_MS = 10_000

/** Bigger than a live batch: the more events a page has, the fewer times a row is written. */
const PAGE = 10_000

/**
 * Works with an empty shadow table, which is gone afterwards, whatever happens.
 * @throws AlreadyUnderWay
 */
export const withShadow = async <R extends Row, T>(
  { view, store, db, signal }: Work<R>,
  purpose: Purpose,
  work: (shadow: Shadow) => Promise<T>,
): Promise<T> => {
  const table = `${tableNameOf(view)}__${purpose}`
  const name = `${consumerNameOf(view)}~${purpose}`
  await register(db.manager, { name, from: 'beginning' }, store)
  const owner = randomUUID()
  const leased = await claim(db, name, owner, LEASE_MS)
  if (!leased)
    throw new AlreadyUnderWay(`${purpose} of ${view.name} is under way: wait for it, or for ${LEASE_MS / 1000} s if it was killed`)
  const lease = keep(db, name, owner, LEASE_MS)
  try {
    await db.transaction(async (tx) => {
      await tx.query(`drop table if exists ${table}`)
      await tx.query(`create table ${table} (like ${tableNameOf(view)} including all)`)
      await mark(tx, view, table)
      await tx.query('delete from feed_parked_case where consumer = $1', [name])
      await tx.query('update feed_checkpoint set position = 0 where consumer = $1', [name])
    })
    const claimed: Claim = { consumer: name, held: leased.held.map((held) => ({ ...held, position: '0' })) }
    const until = AbortSignal.any([lease.lost, ...(signal ? [signal] : [])])
    return await work({ table, consumer: projection(view, store, table, name), claimed, signal: until })
  } finally {
    await db.query(`drop table if exists ${table}`)
    await db.query('delete from feed_parked_case where consumer = $1', [name])
    await lease.letGo()
  }
}

/** Up to where each partition is to be filled, by its number; one not named: not at all. */
export type Upto = ReadonlyMap<number, string>

export const everyPartitionUpTo = (position: string): Upto => new Map(EVERY_PARTITION.map((partition) => [partition, position]))

/** Reads on from where the shadow is, each partition up to a position; reads one page ahead. @returns how many events it folded */
export const fill = async (
  { consumer, claimed, signal }: Shadow,
  { store, db }: Pick<Work<Row>, 'store' | 'db'>,
  upTo: Upto,
  progress?: (events: number) => void,
): Promise<number> => {
  const end = [...upTo.values()].reduce((most, one) => (comparePositions(one, most) > 0 ? one : most), '0')
  const isDue = (event: StoredEvent) => comparePositions(event.position, upTo.get(partitionOf(caseKeyOf(event))) ?? '0') <= 0
  const page = (after: string) => store.readAll({ after, limit: PAGE, types: typesOf(consumer) })
  let folded = 0
  let coming = page(startOf(claimed))
  while (comparePositions(startOf(claimed), end) < 0) {
    signal.throwIfAborted()
    const { events, position } = await coming
    // A log that ends before `end` (a store that was restored) ends the work as well.
    const last = comparePositions(position, end) >= 0 || position === startOf(claimed)
    if (!last) coming = page(position)
    coming.catch(() => undefined)
    const due = events.filter(isDue)
    await deliver(db, consumer, claimed, due, last ? end : position)
    folded += due.length
    progress?.(folded)
  }
  return folded
}
