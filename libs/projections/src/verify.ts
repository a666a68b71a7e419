import { lowestPositionOf, patiently, positionOf } from '@case-timeline/feed'
import { everyPartitionUpTo, fill, onLog, type Shadow, type Work, withShadow } from './shadow.ts'
import { lockWriters } from './rebuild.ts'
import type { EntityManager } from 'typeorm'
import { type ComparedTable, keyColumns, tablesOfView } from './table.ts'
import { consumerNameOf, memberOf, type Row } from './view.ts'

/** A row of a view that differs from the row recomputed from the store. */
export interface Difference {
  readonly caseId: string
  /** The members of its key after `caseId`. */
  readonly key: Readonly<Record<string, string>>
  /** `missing`: the view lacks it; `surplus`: no event produces it; `different`: it has other values. */
  readonly kind: 'missing' | 'surplus' | 'different'
}

/** The result of a verification, at a position of the log. */
export interface VerifyResult {
  readonly position: string
  readonly rows: number
  /** The number of differing rows. */
  readonly differing: number
  /** The first hundred of them. */
  readonly differences: readonly Difference[]
}

/**
 * Recomputes a view from the store in a shadow table, up to the view's checkpoints, and compares the two row by row.
 * The view's writer waits during the comparison, its readers do not.
 * @throws AlreadyUnderWay
 */
export const verify = <R extends Row>(work: Work<R>): Promise<VerifyResult> =>
  withShadow(work, 'verify', async (shadow) => {
    const { view, db, store, progress } = work
    const [end, position] = await patiently(shadow.signal, () => Promise.all([store.lastPosition(), positionOf(db, consumerNameOf(view))]))
    await fill(shadow, work, everyPartitionUpTo({ position }), (events) =>
      progress?.({ events, position: lowestPositionOf(shadow.claimed), end }),
    )
    return patiently(shadow.signal, () => compareLocked(shadow, work))
  })

/** Compares row by row when the shadow is where the view is, whose writer waits meanwhile. */
const compareLocked = <R extends Row>(shadow: Shadow, work: Work<R>): Promise<VerifyResult> => {
  const { view, db, store } = work
  return db.transaction(async (tx) => {
    await fill(shadow, work, await onLog(store, await lockWriters(tx, view)))
    const position = await positionOf(tx, consumerNameOf(view))
    const compared = { rows: 0, differing: 0, differences: [] as Difference[] }
    const shadows = tablesOfView(view, shadow.table)
    for (const [index, live] of tablesOfView(view).entries()) {
      const found = await compareTables(tx, live, shadows[index]?.name ?? '')
      compared.rows += found.rows
      compared.differing += found.differing
      compared.differences.push(...found.differences.slice(0, MAX_DIFFERENCES - compared.differences.length))
    }
    return { position, ...compared }
  })
}

const MAX_DIFFERENCES = 100

const compareTables = async (
  tx: EntityManager,
  { name, key: members, rowText: text }: ComparedTable,
  shadow: string,
): Promise<Omit<VerifyResult, 'position'>> => {
  const key = keyColumns({ key: members })
  const rowText = (table: string) => `(select ${key.join(', ')}, ${text} as row from ${table} t)`
  const found: Record<string, string>[] = await tx.query(
    `select ${key.map((column) => `${column}::text`).join(', ')},
          case when live.row is null then 'missing' when shadow.row is null then 'surplus' else 'different' end as kind,
          count(*) over () as differing
        from ${rowText(name)} live full join ${rowText(shadow)} shadow using (${key.join(', ')})
        where live.row is distinct from shadow.row
        order by ${key.join(', ')} limit ${MAX_DIFFERENCES}`,
  )
  const [counted] = await tx.query(`select count(*)::int as rows from ${name}`)
  return {
    rows: (counted as { rows: number }).rows,
    differing: Number(found[0]?.['differing'] ?? 0),
    differences: found.map((row) => ({
      caseId: row['case_id'] as string,
      key: Object.fromEntries(key.slice(1).map((column) => [memberOf(column), row[column] as string])),
      kind: row['kind'] as Difference['kind'],
    })),
  }
}
