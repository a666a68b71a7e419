import type { EntityManager } from 'typeorm'
import type { Claim } from '@case-timeline/feed'
import { fill, type Shadow, type Work, withShadow } from './shadow.ts'
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
    let events = await fill(shadow, work, end, (folded) => progress?.({ events: folded, position: shadow.held.position, end }))
    await db.transaction(async (tx) => {
      await holdWriters(tx, view)
      end = await store.lastPosition()
      events += await fill(shadow, work, end)
      await swap(tx, view, shadow)
    })
    return { events, position: end, seconds: (performance.now() - start) / 1000 }
  })

/** Parked cases, table, checkpoint: the order in which the live consumer locks them, so the two never wait for each other. */
export const holdWriters = async (tx: EntityManager, view: View): Promise<string> => {
  await tx.query('select from feed_parked_case where consumer = $1 order by case_key for update', [consumerNameOf(view)])
  await tx.query(`lock table ${tableNameOf(view)} in share row exclusive mode`)
  const [live] = await tx.query('select position from feed_checkpoint where consumer = $1 for update', [consumerNameOf(view)])
  return (live as Pick<Claim, 'position'> | undefined)?.position ?? '0'
}

const swap = async (tx: EntityManager, view: View, { table, consumer, held }: Shadow): Promise<void> => {
  const live = tableNameOf(view)
  const names: { was: string; becomes: string }[] = await tx.query(indexNames, [live, table])
  // Whoever asks for the table now waits behind this: a reader that never ends makes the rebuild fail, not all the others wait.
  await tx.query(`set local lock_timeout = '10s'`)
  await tx.query(`drop table ${live}`)
  await tx.query(`alter table ${table} rename to ${live}`)
  for (const { was, becomes } of names) await tx.query(`alter index ${was} rename to ${becomes}`)
  await tx.query('delete from feed_parked_case where consumer = $1', [consumerNameOf(view)])
  await tx.query('update feed_parked_case set consumer = $1 where consumer = $2', [consumerNameOf(view), consumer.name])
  // The raised epoch rolls back what the live consumer had in hand: it claims again, from here.
  await tx.query(
    `insert into feed_checkpoint (consumer, partition, position) values ($1, 0, $2)
      on conflict (consumer, partition) do update set position = excluded.position, epoch = feed_checkpoint.epoch + 1, lease_until = null, moved_at = now()`,
    [consumerNameOf(view), held.position],
  )
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
