import type { DataSource, EntityManager } from 'typeorm'
import { tableNameOf, type View } from './view.ts'

type ViewWithBasis = Pick<View, 'name' | 'version' | 'basis'>

const BASIS = /^[0-9a-f]{64}$/

/**
 * Stores a view's basis in the comment of a table; does nothing for a view that depends only on events.
 * @param table the view's own table, or a shadow of it
 */
export const storeBasis = async (db: DataSource | EntityManager, { name, basis }: ViewWithBasis, table: string): Promise<void> => {
  if (basis === undefined) return
  // The statement COMMENT accepts no parameters, so the text is checked.
  if (!BASIS.test(basis)) throw new RangeError(`the basis of the view ${name} is not a SHA-256 in lower-case hexadecimal`)
  await db.query(`comment on table ${table} is '${basis}'`)
}

const stateOf = async (db: DataSource | EntityManager, view: ViewWithBasis): Promise<{ storedBasis: string | null; isEmpty: boolean }> => {
  const table = tableNameOf(view)
  const [found] = await db.query(
    `select obj_description('${table}'::regclass, 'pg_class') as "storedBasis", not exists (select 1 from ${table}) as "isEmpty"`,
  )
  return found as { storedBasis: string | null; isEmpty: boolean }
}

/** Whether a view has rows that were folded on another basis, such as an earlier policy. Then rebuild the view. */
export const isOutdated = async (db: DataSource | EntityManager, view: ViewWithBasis): Promise<boolean> => {
  if (view.basis === undefined) return false
  const { storedBasis, isEmpty } = await stateOf(db, view)
  return !isEmpty && storedBasis !== view.basis
}

/**
 * Stores the basis of each view whose table is still empty; call it before the service fills its views.
 * @returns the views whose rows have another basis, to be rebuilt
 */
export const outdatedViews = async <V extends ViewWithBasis>(db: DataSource, views: readonly V[]): Promise<readonly V[]> => {
  const found: V[] = []
  for (const view of views.filter(({ basis }) => basis !== undefined)) {
    const { isEmpty } = await stateOf(db, view)
    if (isEmpty) await storeBasis(db, view, tableNameOf(view))
    else if (await isOutdated(db, view)) found.push(view)
  }
  return found
}
