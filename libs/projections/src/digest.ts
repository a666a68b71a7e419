import { createHash } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { type ComparedTable, keyColumns, tablesOfView } from './table.ts'
import type { View } from './view.ts'

/** A view's content as one hash: tables with the same rows have the same digest, independent of place and time. */
export interface Digest {
  readonly rows: number
  /** SHA-256 in lower-case hexadecimal, over the SHA-256 of each row's text in the order of the keys. */
  readonly sha256: string
}

const PAGE = 10_000

/** Reads a view in one snapshot, page by page. */
export const digest = (db: DataSource, view: View): Promise<Digest> =>
  db.transaction('REPEATABLE READ', async (tx) => {
    // The text form of a row depends on these settings.
    await tx.query(`set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1`)
    const hash = createHash('sha256')
    let rows = 0
    for (const table of tablesOfView(view))
      for (let last: PageEnd | undefined, page = await pageAfter(tx, table); page.length > 0; page = await pageAfter(tx, table, last)) {
        for (const { row } of page) hash.update(row)
        rows += page.length
        last = page.at(-1)?.key
      }
    return { rows, sha256: hash.digest('hex') }
  })

type PageEnd = readonly string[]

const pageAfter = (tx: EntityManager, table: ComparedTable, last?: PageEnd): Promise<{ key: PageEnd; row: Buffer }[]> => {
  const key = keyColumns(table).join(', ')
  const texts = keyColumns(table).map((column) => `${column}::text`)
  const after = last ? `where (${key}) > (${last.map((_, i) => `$${i + 1}`).join(', ')})` : ''
  return tx.query(
    `select array[${texts.join(', ')}] as key, sha256(convert_to(${table.rowText}, 'UTF8')) as row from ${table.name} t ${after} order by ${key} limit ${PAGE}`,
    [...(last ?? [])],
  )
}
