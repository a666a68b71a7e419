import type { KeyRing } from '../key-ring.ts'
import { WrappingKeyMissing } from '../vault.ts'
import type { Query } from './connection.ts'

interface WrappedRow {
  readonly id: string
  readonly subject: string
  readonly wrapped: string
  readonly wrapped_under: string
}

const BATCH = 100
/** Sorts before every id. */
const NO_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Checks that every key of this service can be unwrapped.
 * @throws WrappingKeyMissing, with the first missing key-encryption key
 */
export const assertEveryKeyUnwraps = async (query: Query, ring: KeyRing): Promise<void> => {
  const rows = await query<{ wrapped_under: string }>(
    'wrapped_under',
    'select distinct wrapped_under from vault.subject_key where wrapped is not null order by wrapped_under',
    [],
  )
  const missing = rows.find(({ wrapped_under: kid }) => !ring.has(kid))
  if (missing) throw new WrappingKeyMissing(missing.wrapped_under)
}

/**
 * Rewraps the keys under older key-encryption keys, so that those can be dropped; in batches, each a separate
 * statement. Rows that another process rewraps or destroys meanwhile stay as that process left them.
 * @param shouldContinue called before each batch
 */
export const rewrap = async (query: Query, ring: KeyRing, shouldContinue: () => boolean): Promise<void> => {
  for (let after = NO_ID; shouldContinue();) {
    const rows = await query<WrappedRow>(
      'wrapped_otherwise',
      `select id, subject, wrapped, wrapped_under from vault.subject_key
       where wrapped is not null and wrapped_under <> $1 and id > $2 order by id limit ${BATCH}`,
      [ring.current, after],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    const rewrapped = (await Promise.all(rows.map((row) => rewrappedRow(ring, row)))).flat()
    await query(
      'rewrap',
      `with locked as (select id from vault.subject_key where id = any($1::uuid[]) order by id for update)
       update vault.subject_key k set wrapped = n.rewrapped, wrapped_under = $4
       from locked join unnest($1::uuid[], $2::text[], $3::text[]) n(id, old, rewrapped) using (id) where k.id = locked.id and k.wrapped = n.old`,
      [rewrapped.map(({ id }) => id), rewrapped.map(({ old }) => old), rewrapped.map(({ wrapped }) => wrapped), ring.current],
    )
  }
}

/** Empty if the row was changed in the database: then its key cannot be unwrapped. It is kept for an investigation. */
const rewrappedRow = async (ring: KeyRing, { id, subject, wrapped: old, wrapped_under: wrappedUnder }: WrappedRow) => {
  const secret = await ring.unwrap({ id, subject, wrapped: old, wrappedUnder })
  return secret === undefined ? [] : [{ id, old, wrapped: (await ring.wrap({ id, subject, secret })).wrapped }]
}
