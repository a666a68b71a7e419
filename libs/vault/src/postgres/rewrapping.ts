import type { KeyRing } from '../key-ring.ts'
import { WrappingKeyMissing } from '../vault.ts'
import type { Ask } from './connection.ts'

interface LivingRow {
  readonly id: string
  readonly subject: string
  readonly wrapped: string
  readonly wrapped_under: string
}

const BATCH = 100
const NO_ID = '00000000-0000-0000-0000-000000000000'

/** Whether every key of this service can be unwrapped. @throws WrappingKeyMissing, naming the first key-encryption key that is missing */
export const everyKeyUnwraps = async (ask: Ask, ring: KeyRing): Promise<void> => {
  const rows = await ask<{ wrapped_under: string }>(
    'wrapped_under',
    'select distinct wrapped_under from vault.subject_key where wrapped is not null order by wrapped_under',
    [],
  )
  const missing = rows.find(({ wrapped_under: kid }) => !ring.has(kid))
  if (missing) throw new WrappingKeyMissing(missing.wrapped_under)
}

/**
 * Wraps anew what is wrapped under an older key-encryption key, so that it can be dropped; in batches, each a statement of its own. What
 * another process wraps or destroys meanwhile stays as that one left it.
 * @param goesOn asked before each batch
 */
export const rewrap = async (ask: Ask, ring: KeyRing, goesOn: () => boolean): Promise<void> => {
  for (let after = NO_ID; goesOn();) {
    const rows = await ask<LivingRow>(
      'wrapped_otherwise',
      `select id, subject, wrapped, wrapped_under from vault.subject_key
       where wrapped is not null and wrapped_under <> $1 and id > $2 order by id limit ${BATCH}`,
      [ring.current, after],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    const anew = (await Promise.all(rows.map((row) => wrappedAnew(ring, row)))).flat()
    await ask(
      'rewrap',
      `with locked as (select id from vault.subject_key where id = any($1::uuid[]) order by id for update)
       update vault.subject_key k set wrapped = n.anew, wrapped_under = $4
       from locked join unnest($1::uuid[], $2::text[], $3::text[]) n(id, old, anew) using (id) where k.id = locked.id and k.wrapped = n.old`,
      [anew.map(({ id }) => id), anew.map(({ old }) => old), anew.map(({ wrapped }) => wrapped), ring.current],
    )
  }
}

/** Nothing where the row was changed: it opens nothing, and stays as it is for whoever looks into it. */
const wrappedAnew = async (ring: KeyRing, { id, subject, wrapped: old, wrapped_under: wrappedUnder }: LivingRow) => {
  const secret = await ring.unwrap({ id, subject, wrapped: old, wrappedUnder })
  return secret === undefined ? [] : [{ id, old, wrapped: (await ring.wrap({ id, subject, secret })).wrapped }]
}
