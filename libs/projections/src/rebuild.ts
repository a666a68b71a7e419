import type { EntityManager } from 'typeorm'
import { positionsOf, startOf } from '@case-timeline/feed'
import { everyPartitionUpTo, fill, type Shadow, type Upto, type Work, withShadow } from './shadow.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** What a rebuild did. */
export interface Rebuilt {
  readonly events: number
  readonly position: string
  readonly seconds: number
}

/**
 * Builds a view anew from the first event, in a table beside the live one, and swaps the two: queries see the old rows until they see
 * all of the new ones. The live consumer goes on meanwhile, and after the swap from where the new table is.
 * @throws AlreadyUnderWay; an abort or a failure leaves the live table as it was
 */
export const rebuild = <R extends Row>(work: Work<R>): Promise<Rebuilt> =>
  withShadow(work, 'rebuild', async (shadow) => {
    const { view, store, db, progress } = work
    const start = performance.now()
    let end = await store.lastPosition()
    let events = await fill(shadow, work, everyPartitionUpTo(end), (folded) =>
      progress?.({ events: folded, position: startOf(shadow.claimed), end }),
    )
    await db.transaction(async (tx) => {
      await holdWriters(tx, view)
      end = await store.lastPosition()
      events += await fill(shadow, work, everyPartitionUpTo(end))
      await swap(tx, view, shadow)
    })
    return { events, position: end, seconds: (performance.now() - start) / 1000 }
  })

/**
 * Parked cases, table, checkpoints: the order in which the live consumer locks them, so the two never wait for each other.
 * @returns how far the live consumer has come in each partition
 */
export const holdWriters = async (tx: EntityManager, view: View): Promise<Upto> => {
  await tx.query('select from feed_parked_case where consumer = $1 order by case_key for update', [consumerNameOf(view)])
  await tx.query(`lock table ${tableNameOf(view)} in share row exclusive mode`)
  await tx.query('select from feed_checkpoint where consumer = $1 order by partition for update', [consumerNameOf(view)])
  return positionsOf(tx, consumerNameOf(view))
}

const swap = async (tx: EntityManager, view: View, { table, consumer, claimed }: Shadow): Promise<void> => {
  const live = tableNameOf(view)
  const names: { was: string; becomes: string }[] = await tx.query(indexNames, [live, table])
  // Whoever asks for the table now waits behind this: a reader that never ends makes the rebuild fail, not all the others wait.
  await tx.query(`set local lock_timeout = '10s'`)
  await tx.query(`drop table ${live}`)
  await tx.query(`alter table ${table} rename to ${live}`)
  for (const { was, becomes } of names) await tx.query(`alter index ${was} rename to ${becomes}`)
  await tx.query('delete from feed_parked_case where consumer = $1', [consumerNameOf(view)])
  await tx.query('update feed_parked_case set consumer = $1 where consumer = $2', [consumerNameOf(view), consumer.name])
  // The raised epochs roll back what the live consumer has in hand: it claims again, from here.
  await tx.query(
    `insert into feed_checkpoint (consumer, partition, position) select $1, * from unnest($2::int[], $3::bigint[])
      on conflict (consumer, partition) do update set position = excluded.position, epoch = feed_checkpoint.epoch + 1, moved_at = now()`,
    [consumerNameOf(view), claimed.held.map(({ partition }) => partition), claimed.held.map(({ position }) => position)],
  )
  await tx.query('delete from feed_lease where consumer = $1', [consumerNameOf(view)])
}

/** The new table's indexes take the names of the old one's, so that a later migration finds them. */
const indexNames = `
  with named as (
    select i.indrelid, quote_ident(c.relname) as name, i.indisprimary, i.indisunique,
      regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') as shape
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in ($1::regclass, $2::regclass))
  select new.name as was, old.name as becomes
  from named new join named old on (old.shape, old.indisprimary, old.indisunique) = (new.shape, new.indisprimary, new.indisunique)
  where old.indrelid = $1::regclass and new.indrelid = $2::regclass`
