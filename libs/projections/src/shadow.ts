import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Claim, claim, type Consumer, deliver, keep, register, typesOf } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
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
  readonly held: Claim
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
  const held = await claim(db, name, randomUUID(), LEASE_MS)
  if (!held) throw new AlreadyUnderWay(`${purpose} of ${view.name} is under way: wait for it, or for ${LEASE_MS / 1000} s if it was killed`)
  const keeping = keep(db, held)
  try {
    await db.transaction(async (tx) => {
      await tx.query(`drop table if exists ${table}`)
      await tx.query(`create table ${table} (like ${tableNameOf(view)} including all)`)
      await tx.query('delete from feed_parked_case where consumer = $1', [name])
      await tx.query('update feed_checkpoint set position = 0 where consumer = $1', [name])
    })
    held.position = '0'
    const until = AbortSignal.any([keeping.lost, ...(signal ? [signal] : [])])
    return await work({ table, consumer: projection(view, store, table, name), held, signal: until })
  } finally {
    await db.query(`drop table if exists ${table}`)
    await db.query('delete from feed_parked_case where consumer = $1', [name])
    await keeping.letGo()
  }
}

/** Reads on from where the shadow is, up to a position; reads one page ahead. @returns how many events it folded */
export const fill = async (
  { consumer, held, signal }: Shadow,
  { store, db }: Pick<Work<Row>, 'store' | 'db'>,
  upTo: string,
  progress?: (events: number) => void,
): Promise<number> => {
  const page = (after: string) => store.readAll({ after, limit: PAGE, types: typesOf(consumer) })
  let folded = 0
  let coming = page(held.position)
  while (comparePositions(held.position, upTo) < 0) {
    signal.throwIfAborted()
    const { events, position } = await coming
    // A log that ends before `upTo` (a store that was restored) ends the work as well.
    const last = comparePositions(position, upTo) >= 0 || position === held.position
    if (!last) coming = page(position)
    coming.catch(() => undefined)
    const due = last ? events.filter((event) => comparePositions(event.position, upTo) <= 0) : events
    await deliver(db, consumer, held, due, last ? upTo : position)
    folded += due.length
    progress?.(folded)
  }
  return folded
}
