import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { ClaimLost, consumersOffLog, lowestPositionOf, patiently, positionsOf } from '@case-timeline/feed'
import { setTimeout as pause } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { endOf, everyPartitionUpTo, fill, onLog } from './fill.ts'
import { droppedTableOf, exchangeStatements } from './exchange.ts'
import { holdsClaim, type Shadow, shadowTableOf, type Work } from './shadow.ts'
import { NotNear, swapAttempts } from './pace.ts'
import { roomFor } from './room.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** Each lock is waited for this long, and so those who wait behind it; then all are released, and it is tried again. */
const LOCK_TIMEOUT_MS = 40
/** What may be filled while the writer is locked out. */
const MAX_FILL_MS = 40
/** The writer of a view that waits, since its log went back, has nothing to write: a busy machine may take this long. */
const MAX_PAUSE_OF_WAITING_MS = 30_000
/** A second table that is filled in less time is near enough to the end of the log. */
const NEAR_MS = 50
/** How often it is filled to there before the view may be further all the same, as one always is whose log went back. */
const MAX_ROUNDS = 5

/** The result of a swap. */
export interface Swapped {
  /** Events that were read meanwhile. */
  readonly events: number
  /** The position of the new table. */
  readonly position: string
  /** For how long the view's writer was locked out at a time, also by an attempt that was given up, in milliseconds. */
  readonly lockedMs: number
}

/**
 * Replaces the tables of a view by those of a second table, which it fills to the end of the log before: first without a
 * lock, until it is near, then what is left while the writer of the view is locked out. Both are renamed; those that
 * were replaced are kept, with their checkpoints, as `<table>__before`. Where a lock is not free at once, or too much is
 * left, the writer goes on, and it is tried again.
 */
export const swapWhenNear = async <R extends Row>(shadow: Shadow, work: Work<R>): Promise<Swapped> => {
  const { view, db, store, room = roomFor() } = work
  const { signal } = shadow
  let events = await catchUp(shadow, work)
  // Without statistics, queries of the new table would be planned badly until PostgreSQL makes them by itself.
  for (const { name } of tablesOfView(view, shadow.table)) await patiently(signal, () => room.given(() => db.query(`analyze ${name}`)))
  const replacing = await patiently(signal, () => relationOf(db.manager, shadow.table))
  const exchange = await patiently(signal, () => exchangeStatements(db.manager, work, shadow))
  const waiting = await patiently(signal, () => consumersOffLog(db, store, [consumerNameOf(view)]))
  let lockedMs = 0
  const attempts = swapAttempts()
  await patiently(signal, async (failures) => {
    for (let isNear = false; !isNear;) {
      // The connection may have ended after the commit.
      if (failures > 0 && (await relationOf(db.manager, tableNameOf(view))) === replacing) return
      signal.throwIfAborted()
      events += await catchUp(shadow, work)
      const start = performance.now()
      const pauseMs = waiting.length > 0 ? MAX_PAUSE_OF_WAITING_MS : attempts.longestPauseMs()
      const fillMs = waiting.length > 0 ? pauseMs : MAX_FILL_MS
      // Readers wait behind the last lock.
      const ended = (): void => void (lockedMs = Math.max(lockedMs, performance.now() - start))
      const times = { fillMs, lockMs: attempts.longestPauseMs(), end: start + pauseMs }
      try {
        await room.given(() => db.transaction((tx) => swap(tx, shadow, work, { exchange, ...times })))
        ended()
        isNear = true
      } catch (error) {
        ended()
        attempts.ended(error)
        if (!(error instanceof NotNear)) throw error
        await error.filling
      }
    }
  })
  // What was swapped is done, also if it is cancelled now: the next swap drops what is left.
  for (const { name } of tablesOfView(view, droppedTableOf(view))) await db.query(`drop table if exists ${name}`).catch(() => undefined)
  return { events, position: lowestPositionOf(shadow.claimed), lockedMs }
}

/** Whether this very operation has swapped the tables already: its process ended before it could record that. */
export const wasSwappedBy = async ({ view, db, operation }: Work<Row>): Promise<boolean> => {
  if (operation === undefined) return false
  const [found] = await db.query('select col_description(to_regclass($1), 1) as operation', [shadowTableOf(view, 'before')])
  return (found as { operation: string | null }).operation === operation
}

/**
 * Fills a second table to the end of the log, again and again until little was left, and nothing that the view has already:
 * that would have to be filled while its writer is locked out.
 */
const catchUp = async <R extends Row>(shadow: Shadow, { view, store, db, throttle, room, progress }: Work<R>): Promise<number> => {
  let events = 0
  const isBehindView = () => patiently(shadow.signal, async () => isBehind(shadow, await positionsOf(db, consumerNameOf(view))))
  for (let rounds = 1; ; rounds += 1) {
    const start = performance.now()
    const end = await patiently(shadow.signal, () => endOf(store))
    const before = events
    events += await fill([shadow], { store, db, throttle, room }, everyPartitionUpTo(end), {
      signal: shadow.signal,
      isContinued: shadow.continuedFrom !== undefined,
      progress: (folded) => progress?.({ events: before + folded, position: lowestPositionOf(shadow.claimed), end: end.position }),
    })
    const isNear = performance.now() - start < NEAR_MS || events === before
    if (isNear && (rounds >= MAX_ROUNDS || !(await isBehindView()))) return events
  }
}

/** Whether a second table is behind some positions of its view. */
const isBehind = ({ claimed }: Shadow, view: ReadonlyMap<number, string>): boolean =>
  claimed.held.some(({ partition, position }) => comparePositions(position, view.get(partition) ?? '0') < 0)

const relationOf = async (db: EntityManager, table: string): Promise<string | null> => {
  const [found] = await db.query('select to_regclass($1)::oid::text as relation', [table])
  return (found as { relation: string | null }).relation
}

const swap = async <R extends Row>(
  tx: EntityManager,
  shadow: Shadow,
  work: Work<R>,
  { exchange, fillMs, lockMs, end }: { readonly exchange: string; readonly fillMs: number; readonly lockMs: number; readonly end: number },
): Promise<void> => {
  const { view, store, db, room } = work
  await tx.query(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`)
  const positions = await lockWriter(tx, view)
  const reached = isBehind(shadow, positions) ? await withinLog(store, positions) : positions
  if (isBehind(shadow, reached)) {
    // The view may be further by the events since, and must not go back.
    const filling = fill([shadow], { store, db, room }, await onLog(store, reached), { signal: shadow.signal })
    filling.catch(() => undefined)
    const isFilled = await Promise.race([filling.then(() => true), pause(fillMs, false)])
    if (!isFilled) throw new NotNear(filling)
  }
  if (!(await holdsClaim(tx, shadow.claimed))) throw new ClaimLost(shadow.claimed)
  const left = Math.floor(end - performance.now())
  if (left <= 0) throw new NotNear()
  await tx.query(`set local lock_timeout = '${Math.min(left, lockMs)}ms'; ${exchange}`)
}

/** Positions, but none behind the end of the log: a view whose log went back is where the lost events were. */
const withinLog = async (store: EventStore, positions: ReadonlyMap<number, string>): Promise<ReadonlyMap<number, string>> => {
  const end = await store.lastPosition()
  return new Map([...positions].map(([partition, position]) => [partition, comparePositions(position, end) > 0 ? end : position]))
}

/**
 * Locks out the live consumer of a view: locks parked cases, table and checkpoints in the order in which the consumer
 * does, to avoid deadlocks.
 * @returns the position of the live consumer in each partition
 */
const lockWriter = async (tx: EntityManager, view: View): Promise<ReadonlyMap<number, string>> => {
  await tx.query('select from feed_parked_case where consumer = $1 order by case_key for update', [consumerNameOf(view)])
  await tx.query(`lock table ${tableNameOf(view)} in share row exclusive mode`)
  await tx.query('select from feed_checkpoint where consumer = $1 order by partition for update', [consumerNameOf(view)])
  return positionsOf(tx, consumerNameOf(view))
}
