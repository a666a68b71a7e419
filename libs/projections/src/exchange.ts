import type { EntityManager } from 'typeorm'
import { type Shadow, shadowNameOf, shadowTableOf, type Work } from './shadow.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** The table that a rebuild replaced before the last one: it is dropped after the swap, since that takes time. */
export const droppedTableOf = (view: View): string => `${tableNameOf(view)}__dropped`

/**
 * The statements of an exchange as one text, so that they take one round trip: tables and indexes are renamed, and parked
 * cases and checkpoints follow their tables. From the first of them new readers of the table wait.
 */
export const exchangeStatements = async (
  db: EntityManager,
  { view, operation }: Work<Row>,
  { table, consumer }: Shadow,
): Promise<string> => {
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
  const [of, from, to, doneBy] = await quoted(db, [consumerNameOf(view), consumer.name, shadowNameOf(view, 'before'), operation ?? ''])
  if (operation !== undefined) statements.push(`comment on column ${shadowTableOf(view, 'before')}.case_id is ${doneBy}`)
  return [...statements, ...exchangedCheckpoints({ live: of, own: from, before: to })].join('; ')
}

/** Texts as literals: neither COMMENT nor several statements at once accept parameters. */
const quoted = async (db: EntityManager, texts: readonly string[]): Promise<readonly string[]> => {
  const found: { literal: string }[] = await db.query(
    'select quote_literal(text) as literal from unnest($1::text[]) with ordinality t (text, at) order by at',
    [texts],
  )
  return found.map(({ literal }) => literal)
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

/**
 * Parked cases and checkpoints follow their tables. The raised epochs roll back the current batch of the live consumer,
 * which then claims the new checkpoints.
 * @param names of the consumers of the view, of the second table and of the one that is kept, as literals
 */
const exchangedCheckpoints = ({
  live,
  own,
  before,
}: Readonly<Record<'live' | 'own' | 'before', string | undefined>>): readonly string[] => {
  const moved = (to: string | undefined, from: string): string =>
    `insert into feed_checkpoint (consumer, partition, position, log_position, log_hash)
      select ${to}, partition, position, log_position, log_hash from ${from}
      on conflict (consumer, partition) do update set position = excluded.position, log_position = excluded.log_position,
        log_hash = excluded.log_hash, epoch = feed_checkpoint.epoch + 1, moved_at = now()`
  const parked = (from: string | undefined, to: string | undefined): string =>
    `update feed_parked_case set consumer = ${to} where consumer = ${from}`
  const outgoing = `${before} || '~'`
  return [
    parked(live, outgoing),
    parked(own, live),
    `delete from feed_parked_case where consumer = ${before}`,
    parked(outgoing, before),
    `with old as (select * from feed_checkpoint where consumer = ${live}), new as (select * from feed_checkpoint where consumer = ${own}),
      kept as (${moved(before, 'old')})
      ${moved(live, 'new')}`,
    `delete from feed_lease where consumer = ${live}`,
  ]
}
