import type { DataSource, EntityManager } from 'typeorm'
import { tableNameOf, type View } from './view.ts'

type Based = Pick<View, 'name' | 'version' | 'basis'>

const BASIS = /^[0-9a-f]{64}$/

/** Notes on a table what its rows depend on beside the events; of a view that depends on nothing else, nothing. */
export const mark = async (db: DataSource | EntityManager, { name, basis }: Based, table: string): Promise<void> => {
  if (basis === undefined) return
  // A comment takes no parameter.
  if (!BASIS.test(basis)) throw new RangeError(`the basis of the view ${name} is no SHA-256 in lower-case hexadecimal`)
  await db.query(`comment on table ${table} is '${basis}'`)
}

const stateOf = async (db: DataSource | EntityManager, view: Based): Promise<{ mark: string | null; isEmpty: boolean }> => {
  const table = tableNameOf(view)
  const [found] = await db.query(
    `select obj_description('${table}'::regclass, 'pg_class') as mark, not exists (select 1 from ${table}) as "isEmpty"`,
  )
  return found as { mark: string | null; isEmpty: boolean }
}

/** Whether rows of a view were made on another basis, such as an earlier policy: they are right again once it is rebuilt. */
export const isOutdated = async (db: DataSource | EntityManager, view: Based): Promise<boolean> => {
  if (view.basis === undefined) return false
  const { mark: noted, isEmpty } = await stateOf(db, view)
  return !isEmpty && noted !== view.basis
}

/** Before a service fills its views: notes on each table that is still empty on what it will be filled. @returns the views to rebuild */
export const outdated = async <V extends Based>(db: DataSource, views: readonly V[]): Promise<readonly V[]> => {
  const found: V[] = []
  for (const view of views.filter(({ basis }) => basis !== undefined)) {
    const { isEmpty } = await stateOf(db, view)
    if (isEmpty) await mark(db, view, tableNameOf(view))
    else if (await isOutdated(db, view)) found.push(view)
  }
  return found
}
