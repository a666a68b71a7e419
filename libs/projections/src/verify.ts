import { positionOf, startOf } from '@case-timeline/feed'
import { everyPartitionUpTo, fill, type Work, withShadow } from './shadow.ts'
import { holdWriters } from './rebuild.ts'
import { keyColumns } from './table.ts'
import { consumerNameOf, memberOf, type Row, tableNameOf } from './view.ts'

/** One row that is not what the store makes of it. */
export interface Difference {
  readonly caseId: string
  /** The members of its key after `caseId`. */
  readonly key: Readonly<Record<string, string>>
  /** `missing`: the view lacks it; `surplus`: no event makes it; `different`: it has other values. */
  readonly kind: 'missing' | 'surplus' | 'different'
}

export interface Verified {
  readonly position: string
  readonly rows: number
  /** How many rows differ, and the first hundred of them. */
  readonly differing: number
  readonly differences: readonly Difference[]
}

/**
 * Recomputes a view from the store up to where it is, and compares row by row. The view's writer waits during the comparison, its readers do not.
 * @throws AlreadyUnderWay
 */
export const verify = <R extends Row>(work: Work<R>): Promise<Verified> =>
  withShadow(work, 'verify', async (shadow) => {
    const { view, db, store, progress } = work
    const end = await store.lastPosition()
    await fill(shadow, work, everyPartitionUpTo(await positionOf(db, consumerNameOf(view))), (events) =>
      progress?.({ events, position: startOf(shadow.claimed), end }),
    )
    return db.transaction(async (tx) => {
      await fill(shadow, work, await holdWriters(tx, view))
      const position = await positionOf(tx, consumerNameOf(view))
      const key = keyColumns(view)
      const rowText = (table: string) => `(select ${key.join(', ')}, t::text as row from ${table} t)`
      const found: Record<string, string>[] = await tx.query(
        `select ${key.map((column) => `${column}::text`).join(', ')},
            case when live.row is null then 'missing' when shadow.row is null then 'surplus' else 'different' end as kind,
            count(*) over () as differing
          from ${rowText(tableNameOf(view))} live full join ${rowText(shadow.table)} shadow using (${key.join(', ')})
          where live.row is distinct from shadow.row
          order by ${key.join(', ')} limit 100`,
      )
      const [counted] = await tx.query(`select count(*)::int as rows from ${tableNameOf(view)}`)
      return {
        position,
        rows: (counted as { rows: number }).rows,
        differing: Number(found[0]?.['differing'] ?? 0),
        differences: found.map((row) => ({
          caseId: row['case_id'] as string,
          key: Object.fromEntries(key.slice(1).map((column) => [memberOf(column), row[column] as string])),
          kind: row['kind'] as Difference['kind'],
        })),
      }
    })
  })
