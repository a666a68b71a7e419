import { createHash } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { keyColumns } from './table.ts'
import { tableNameOf, type View } from './view.ts'

/** A view's content as one hash: two tables of the same rows have the same digest, wherever and whenever they were built. */
export interface Digest {
  readonly rows: number
  /** SHA-256 in lower-case hexadecimal, over the SHA-256 of each row's text in the order of the keys. */
  readonly sha256: string
}

const PAGE = 10_000

/** Reads a view in one snapshot, page by page. */
export const digest = (db: DataSource, view: View): Promise<Digest> =>
  db.transaction('REPEATABLE READ', async (tx) => {
    // The text of a row depends on these.
    await tx.query(`set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1`)
    const hash = createHash('sha256')
    let rows = 0
    for (let last: PageEnd | undefined, page = await pageAfter(tx, view); page.length > 0; page = await pageAfter(tx, view, last)) {
      for (const { row } of page) hash.update(row)
      rows += page.length
      last = page.at(-1)?.key
    }
    return { rows, sha256: hash.digest('hex') }
  })

type PageEnd = readonly string[]

const pageAfter = (tx: EntityManager, view: View, last?: PageEnd): Promise<{ key: PageEnd; row: Buffer }[]> => {
  const key = keyColumns(view).join(', ')
  const texts = keyColumns(view).map((column) => `${column}::text`)
  const after = last ? `where (${key}) > (${last.map((_, i) => `$${i + 1}`).join(', ')})` : ''
  return tx.query(
    `select array[${texts.join(', ')}] as key, sha256(convert_to(t::text, 'UTF8')) as row from ${tableNameOf(view)} t ${after} order by ${key} limit ${PAGE}`,
    [...(last ?? [])],
  )
}
