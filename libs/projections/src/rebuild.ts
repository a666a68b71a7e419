import type { DataSource, EntityManager } from 'typeorm'
import { lowestPositionOf, patiently, positionsOf } from '@case-timeline/feed'
import { endOf, everyPartitionUpTo, fill, type Shadow, type Work, withShadow } from './shadow.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** The result of a rebuild. */
export interface RebuildResult {
  readonly events: number
  readonly position: string
  readonly seconds: number
}

/**
 * Rebuilds a view from the first event in a shadow table, and swaps the tables: queries see the old rows until they
 * see all of the new ones. Meanwhile the live consumer continues; after the swap, it continues from the position of
 * the new table. An abort or a failure leaves the live table unchanged.
 * @throws AlreadyUnderWay
 */
export const rebuild = <R extends Row>(work: Work<R>): Promise<RebuildResult> =>
  withShadow(work, 'rebuild', async (shadow) => {
    const { view, store, db, progress } = work
    const start = performance.now()
    let end = await patiently(shadow.signal, () => endOf(store))
    let events = await fill(shadow, work, everyPartitionUpTo(end), (folded) =>
      progress?.({ events: folded, position: lowestPositionOf(shadow.claimed), end: end.position }),
    )
    // Without statistics, queries of the new table would be planned badly until PostgreSQL makes them by itself.
    for (const { name } of tablesOfView(view, shadow.table)) await patiently(shadow.signal, () => db.query(`analyze ${name}`))
    await patiently(shadow.signal, async (failures) => {
      if (failures > 0 && (await isSwapped(db, shadow))) return
      await db.transaction(async (tx) => {
        await lockWriters(tx, view)
        // With the live consumer locked out, the events recorded since are the rest: they are few.
        end = await endOf(store)
        events += await fill(shadow, work, everyPartitionUpTo(end))
        await swap(tx, view, shadow)
      })
    })
    return { events, position: end.position, seconds: (performance.now() - start) / 1000 }
  })

/**
 * Locks out the live consumer of a view: locks parked cases, table and checkpoints in the order in which the consumer
 * does, to avoid deadlocks.
 * @returns the position of the live consumer in each partition
 */
export const lockWriters = async (tx: EntityManager, view: View): Promise<ReadonlyMap<number, string>> => {
  await tx.query('select from feed_parked_case where consumer = $1 order by case_key for update', [consumerNameOf(view)])
  await tx.query(`lock table ${tableNameOf(view)} in share row exclusive mode`)
  await tx.query('select from feed_checkpoint where consumer = $1 order by partition for update', [consumerNameOf(view)])
  return positionsOf(tx, consumerNameOf(view))
}

/** Whether a swap was committed although its connection broke: it renames the table of the shadow. */
const isSwapped = async (db: DataSource, { table }: Shadow): Promise<boolean> => {
  const [found] = await db.query('select to_regclass($1) is null as swapped', [table])
  return (found as { swapped: boolean }).swapped
}

const swap = async (tx: EntityManager, view: View, { table, consumer, claimed }: Shadow): Promise<void> => {
  // From here new readers of the table wait for the swap: with the timeout, a reader that never ends fails the rebuild
  // and does not block all others.
  await tx.query(`set local lock_timeout = '10s'`)
  const shadows = tablesOfView(view, table)
  for (const [index, { name: live }] of tablesOfView(view).entries()) {
    const shadow = shadows[index]?.name ?? ''
    const names: { was: string; becomes: string }[] = await tx.query(indexNames, [live, shadow])
    await tx.query(`drop table ${live}`)
    await tx.query(`alter table ${shadow} rename to ${live}`)
    for (const { was, becomes } of names) await tx.query(`alter index ${was} rename to ${becomes}`)
  }
  await tx.query('delete from feed_parked_case where consumer = $1', [consumerNameOf(view)])
  await tx.query('update feed_parked_case set consumer = $1 where consumer = $2', [consumerNameOf(view), consumer.name])
  // The raised epochs roll back the current batch of the live consumer, which then claims the new checkpoints.
  await tx.query(
    `insert into feed_checkpoint (consumer, partition, position, log_position, log_hash)
      select $1, partition, position, log_position, log_hash from feed_checkpoint where consumer = $2 and partition = any ($3)
      on conflict (consumer, partition) do update set position = excluded.position, log_position = excluded.log_position,
        log_hash = excluded.log_hash, epoch = feed_checkpoint.epoch + 1, moved_at = now()`,
    [consumerNameOf(view), consumer.name, claimed.held.map(({ partition }) => partition)],
  )
  await tx.query('delete from feed_lease where consumer = $1', [consumerNameOf(view)])
}

/** The new table's indexes get the names of the old ones, so that a later migration finds them. */
const indexNames = `
  with named as (
    select i.indrelid, quote_ident(c.relname) as name, i.indisprimary, i.indisunique,
      regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') as shape
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in ($1::regclass, $2::regclass))
  select new.name as was, old.name as becomes
  from named new join named old on (old.shape, old.indisprimary, old.indisunique) = (new.shape, new.indisprimary, new.indisunique)
  where old.indrelid = $1::regclass and new.indrelid = $2::regclass`
