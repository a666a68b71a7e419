import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Claim, ClaimLost, lowestPositionOf, patiently, positionsOf } from '@case-timeline/feed'
import { setTimeout as pause } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { endOf, everyPartitionUpTo, fill, onLog } from './fill.ts'
import { type Shadow, shadowNameOf, shadowTableOf, type Work } from './shadow.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** Each lock is waited for this long, and so those who wait behind it; then all are released, and it is tried again. */
const LOCK_TIMEOUT_MS = 40
/** What may be filled while the writer is locked out. */
const MAX_FILL_MS = 40
/** A second table that is filled in less time is near enough to the end of the log. */
const NEAR_MS = 50

/** The result of a swap. */
export interface Swapped {
  /** Events that were read meanwhile. */
  readonly events: number
  /** The position of the new table. */
  readonly position: string
  /** For how long the view's writer was locked out, in milliseconds. */
  readonly lockedMs: number
}

/** What was left to fill was too much to lock out the writer for it. */
class NotNear extends Error {
  override readonly name = 'NotNear'
  constructor(readonly filling: Promise<unknown>) {
    super('the second table is not near enough to the view')
  }
}

/**
 * Replaces the tables of a view by those of a second table, which it fills to the end of the log before: first without a
 * lock, until it is near, then what is left while the writer of the view is locked out. Both are renamed; those that
 * were replaced are kept, with their checkpoints, as `<table>__before`. Where a lock is not free at once, or too much is
 * left, the writer goes on, and it is tried again.
 */
export const swapWhenNear = async <R extends Row>(shadow: Shadow, work: Work<R>): Promise<Swapped> => {
  const { view, db } = work
  const { signal } = shadow
  let events = await catchUp(shadow, work)
  // Without statistics, queries of the new table would be planned badly until PostgreSQL makes them by itself.
  for (const { name } of tablesOfView(view, shadow.table)) await patiently(signal, () => db.query(`analyze ${name}`))
  const replacing = await patiently(signal, () => relationOf(db.manager, shadow.table))
  const exchange = await patiently(signal, () => exchangeStatements(db.manager, view, shadow))
  let lockedMs = 0
  await patiently(signal, async (failures) => {
    for (let isNear = false; !isNear;) {
      // The connection may have ended after the commit.
      if (failures > 0 && (await relationOf(db.manager, tableNameOf(view))) === replacing) return
      signal.throwIfAborted()
      events += await catchUp(shadow, work)
      const start = performance.now()
      try {
        await db.transaction((tx) => swap(tx, shadow, work, exchange))
        lockedMs = performance.now() - start
        isNear = true
      } catch (error) {
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

/** Fills a second table to the end of the log, again and again until little was left. */
const catchUp = async <R extends Row>(shadow: Shadow, { store, db, throttle, progress }: Work<R>): Promise<number> => {
  let events = 0
  for (;;) {
    const start = performance.now()
    const end = await patiently(shadow.signal, () => endOf(store))
    const before = events
    events += await fill([shadow], { store, db, throttle }, everyPartitionUpTo(end), {
      signal: shadow.signal,
      isContinued: shadow.continuedFrom !== undefined,
      progress: (folded) => progress?.({ events: before + folded, position: lowestPositionOf(shadow.claimed), end: end.position }),
    })
    if (performance.now() - start < NEAR_MS || events === before) return events
  }
}

/** The table that a rebuild replaced before the last one: it is dropped after the swap, since that takes time. */
export const droppedTableOf = (view: View): string => `${tableNameOf(view)}__dropped`

const relationOf = async (db: EntityManager, table: string): Promise<string | null> => {
  const [found] = await db.query('select to_regclass($1)::oid::text as relation', [table])
  return (found as { relation: string | null }).relation
}

const swap = async <R extends Row>(tx: EntityManager, shadow: Shadow, work: Work<R>, exchange: string): Promise<void> => {
  const { view, store, db } = work
  await tx.query(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`)
  const positions = await lockWriter(tx, view)
  const isBehind = (to: ReadonlyMap<number, string>): boolean =>
    shadow.claimed.held.some(({ partition, position }) => comparePositions(position, to.get(partition) ?? '0') < 0)
  const reached = isBehind(positions) ? await withinLog(store, positions) : positions
  if (isBehind(reached)) {
    // The view may be further by the events since, and must not go back.
    const filling = fill([shadow], { store, db }, await onLog(store, reached), { signal: shadow.signal })
    filling.catch(() => undefined)
    const isFilled = await Promise.race([filling.then(() => true), pause(MAX_FILL_MS, false)])
    if (!isFilled) throw new NotNear(filling)
  }
  await requireClaim(tx, shadow.claimed)
  await tx.query(exchange)
  await exchangeCheckpoints(tx, view, shadow)
  if (work.operation === undefined) return
  // The statement COMMENT accepts no parameters.
  const [quoted] = await tx.query('select quote_literal($1) as operation', [work.operation])
  await tx.query(`comment on column ${shadowTableOf(view, 'before')}.case_id is ${(quoted as { operation: string }).operation}`)
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

/**
 * Locks the checkpoints of a second table until it has been swapped: another process that has claimed them may have
 * emptied it, and fills it.
 * @throws ClaimLost
 */
const requireClaim = async (tx: EntityManager, claimed: Claim): Promise<void> => {
  const found: { partition: number; epoch: string }[] = await tx.query(
    'select partition, epoch from feed_checkpoint where consumer = $1 order by partition for update',
    [claimed.consumer],
  )
  const epochs = new Map(found.map(({ partition, epoch }) => [partition, epoch]))
  if (claimed.held.some(({ partition, epoch }) => epochs.get(partition) !== epoch)) throw new ClaimLost(claimed)
}

/**
 * The statements that rename tables and indexes, as one text, so that they take one round trip. From the first of them new
 * readers of the table wait.
 */
const exchangeStatements = async (db: EntityManager, view: View, { table }: Shadow): Promise<string> => {
  const [live, shadows] = [tablesOfView(view), tablesOfView(view, table)]
  const [before, dropped] = [tablesOfView(view, shadowTableOf(view, 'before')), tablesOfView(view, droppedTableOf(view))]
  const nameAt = (tables: readonly { readonly name: string }[], index: number): string => tables[index]?.name ?? ''
  const statements: string[] = []
  for (const [index, { name }] of live.entries()) {
    const [own, kept, gone] = [nameAt(shadows, index), nameAt(before, index), nameAt(dropped, index)]
    const outgoing = `${tableNameOf(view)}__outgoing_${index}`
    await db.query(`drop table if exists ${gone}`)
    const indexes: { own: string; live: string }[] = await db.query(indexNames, [name, own])
    if (own !== kept) statements.push(`alter table if exists ${kept} rename to ${gone}`)
    statements.push(
      `alter table ${name} rename to ${outgoing}`,
      `alter table ${own} rename to ${name}`,
      `alter table ${outgoing} rename to ${kept}`,
    )
    for (const [number, one] of indexes.entries()) {
      const free = `${tableNameOf(view)}__index_${index}_${number}`
      statements.push(
        `alter index ${one.live} rename to ${free}`,
        `alter index ${one.own} rename to ${one.live}`,
        `alter index ${free} rename to ${one.own}`,
      )
    }
  }
  return statements.join('; ')
}

/** The new table's indexes get the names of the old ones, so that a later migration finds them; the old ones those of the new. */
const indexNames = `
  with named as (
    select i.indrelid, quote_ident(c.relname) as name, i.indisprimary, i.indisunique,
      regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') as shape
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in ($1::regclass, $2::regclass))
  select new.name as own, old.name as live
  from named new join named old on (old.shape, old.indisprimary, old.indisunique) = (new.shape, new.indisprimary, new.indisunique)
  where old.indrelid = $1::regclass and new.indrelid = $2::regclass`

/** Parked cases and checkpoints follow their tables. */
const exchangeCheckpoints = async (tx: EntityManager, view: View, { consumer, claimed }: Shadow): Promise<void> => {
  const [live, before, outgoing] = [consumerNameOf(view), shadowNameOf(view, 'before'), `${shadowNameOf(view, 'before')}~`]
  const rename = 'update feed_parked_case set consumer = $2 where consumer = $1'
  await tx.query(rename, [live, outgoing])
  await tx.query(rename, [consumer.name, live])
  await tx.query('delete from feed_parked_case where consumer = $1', [before])
  await tx.query(rename, [outgoing, before])
  // The raised epochs roll back the current batch of the live consumer, which then claims the new checkpoints.
  await tx.query(
    `with old as (select * from feed_checkpoint where consumer = $1),
      new as (select * from feed_checkpoint where consumer = $2 and partition = any ($4)),
      kept as (
        insert into feed_checkpoint (consumer, partition, position, log_position, log_hash)
        select $3, partition, position, log_position, log_hash from old
        on conflict (consumer, partition) do update set position = excluded.position, log_position = excluded.log_position,
          log_hash = excluded.log_hash, epoch = feed_checkpoint.epoch + 1, moved_at = now())
      insert into feed_checkpoint (consumer, partition, position, log_position, log_hash)
      select $1, partition, position, log_position, log_hash from new
      on conflict (consumer, partition) do update set position = excluded.position, log_position = excluded.log_position,
        log_hash = excluded.log_hash, epoch = feed_checkpoint.epoch + 1, moved_at = now()`,
    [live, consumer.name, before, claimed.held.map(({ partition }) => partition)],
  )
  await tx.query('delete from feed_lease where consumer = $1', [live])
}
