import { claim, holdLease, patiently } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm'
import { givenRoom, NoRoom } from './room.ts'

/** The views cannot be materialised there, or not at that position. */
export class CannotMaterialise extends Error {
  override readonly name = 'CannotMaterialise'
}

/** A schema of views, and what fills it. */
export interface SchemaWork {
  readonly db: DataSource
  /** Lower-case letters, digits and `_`. One that an earlier call made is replaced. */
  readonly schema: string
  /** The position of the last event that counts. */
  readonly until: string
  readonly signal: AbortSignal
}

/** A schema while it is filled. */
export interface FillingSchema {
  /** Its name, as SQL has it. */
  readonly name: string
  /** The name that it gets, as SQL has it. */
  readonly finalName: string
  /** The end of the names of consumers that fill tables in it. */
  readonly suffix: string
  readonly signal: AbortSignal
}

/** What is known of tables when they are filled. */
export interface Filled {
  /** The number of cases that are not up to the position. */
  readonly incomplete: number
  /** Of the event at the position, in hexadecimal: by it a log is recognised that has lost the event since. */
  readonly hash?: string | undefined
  /** When the last event that counts was recorded, RFC 3339 in UTC; absent: no event counts. */
  readonly recordedAt?: string | undefined
}

const SUFFIX = '__filling'
/** Names that a schema of views can have. */
export const SCHEMA = /^(?!pg_|public$|information_schema$|.*__filling$)[a-z][a-z0-9_]{0,40}$/
/** Of a schema that is complete, and of one that is being filled: by them own ones are known. */
export const COMPLETE = 'case-timeline: views until position '
const FILLING = 'case-timeline: not complete: views until position '
/** Of each table in it, by which it is known from what others make there. */
export const OWN_TABLE = 'case-timeline: view '
/** The comment of a table goes on so, with ids. */
export const INCOMPLETE = '; incomplete cases: '
const LEASE_MS = 5_000
const LOCK_TIMEOUT_MS = 2_000
const DEPENDENT_OBJECTS = '2BP01'
const LOCK_NOT_AVAILABLE = '55P03'

const leaseOf = (schema: string): string => `schema~in-${schema}`
const fillingOf = (schema: string): string => `${schema}${SUFFIX}`
const stateOf = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError.code : undefined)

/**
 * Fills a schema of its own under another name, which becomes the schema's when all is done: until then, and if it fails,
 * the one of an earlier call is as it was. Clears what killed calls left.
 * @param fillTables what it returns of the tables is kept with the schema
 * @throws CannotMaterialise if the name is not free, if another process fills it, if others use what is replaced, or if the
 * database has no room
 */
export const withFillingSchema = async <T>(
  work: SchemaWork,
  fillTables: (filling: FillingSchema) => Promise<{ readonly result: T } & Filled>,
): Promise<T> => {
  const { db, schema, until, signal } = work
  const finalName = await requireName(db, schema)
  const isFree = await whileLeased(db, schema, async (owner, lost) => {
    await requireReplaceable(db, schema)
    await clearAbandoned(db, schema)
    await discard(db, schema)
    const name = fillingOf(schema)
    try {
      await db.query(`create schema ${name}; comment on schema ${name} is '${FILLING}${until}'`)
      const filling = { name, finalName, suffix: `~in-${schema}~${owner}`, signal: AbortSignal.any([signal, lost]) }
      const { result, ...filled } = await fillTables(filling)
      await patiently(filling.signal, (failures) => givenRoom(() => replace(work, owner, { ...filled, mayBeDone: failures > 0 })))
      await forget(db.manager, schema)
      return { result }
    } catch (error) {
      if (lost.aborted) throw new CannotMaterialise(`another process has taken over the schema ${schema}`, { cause: error })
      // What cannot be dropped now is dropped by the next call.
      await discard(db, schema).catch(() => undefined)
      throw error instanceof NoRoom
        ? new CannotMaterialise(`${error.message}; what was made of the schema ${schema} was dropped`, { cause: error })
        : error
    }
  })
  if (!isFree)
    throw new CannotMaterialise(
      `the schema ${schema} is being filled by another process: wait for it to end, or ${LEASE_MS / 1000} s if it was killed`,
    )
  return isFree.result
}

/** @returns the name as SQL has it */
const requireName = async (db: DataSource, schema: string): Promise<string> => {
  if (!SCHEMA.test(schema)) throw new CannotMaterialise(`${schema} is no name for a schema of views: use letters, digits and _`)
  const [found] = await db.query(
    `select quote_ident($1) as quoted, $1 in (current_user, session_user)
      or $1 = any (regexp_split_to_array(current_setting('search_path'), '[ ",]+')) as hides`,
    [schema],
  )
  const { quoted, hides } = found as { quoted: string; hides: boolean }
  if (hides) throw new CannotMaterialise(`tables in a schema ${schema} would be found instead of the live ones: choose another name`)
  return quoted
}

/** @returns undefined if another process holds the lease */
const whileLeased = async <T>(
  db: DataSource,
  schema: string,
  work: (owner: string, lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> => {
  const owner = randomUUID()
  if (!(await claim(db, leaseOf(schema), owner, LEASE_MS))) return undefined
  const lease = holdLease(db, leaseOf(schema), owner, LEASE_MS)
  try {
    return await work(owner, lease.lost)
  } finally {
    await lease.release().catch(() => undefined)
  }
}

/** The comment of a schema; null: it does not exist. */
const labelOf = async (db: EntityManager, name: string): Promise<string | null> => {
  const [found] = await db.query(
    `select coalesce(obj_description(oid, 'pg_namespace'), '') as label from pg_namespace where nspname = $1`,
    [name],
  )
  return (found as { label: string } | undefined)?.label ?? null
}

/** Drops a schema with the own tables in it. @throws CannotMaterialise if others made or use something of it */
const dropOwn = async (tx: EntityManager, schema: string, label: string): Promise<void> => {
  const found = await labelOf(tx, schema)
  if (found === null) return
  if (!found.startsWith(label))
    throw new CannotMaterialise(`the schema ${schema} is there already, with something else in it: choose another name`)
  const tables: { name: string }[] = await tx.query(
    `select quote_ident(relname) as name from pg_class where relnamespace = (select oid from pg_namespace where nspname = $1)
      and relkind = 'r' and starts_with(coalesce(obj_description(oid, 'pg_class'), ''), $2)`,
    [schema, OWN_TABLE],
  )
  try {
    if (tables.length > 0) await tx.query(`drop table ${tables.map(({ name }) => `"${schema}".${name}`).join(', ')} restrict`)
    await tx.query(`drop schema "${schema}" restrict`)
  } catch (error) {
    if (stateOf(error) !== DEPENDENT_OBJECTS) throw error
    const { detail } = (error as QueryFailedError<Error & { detail?: string }>).driverError
    throw new CannotMaterialise(
      `others use the schema ${schema} (${String(detail).replaceAll('\n', '; ')}): move or drop that, or choose another name`,
    )
  }
}

/** Tries whether the schema of an earlier call can be dropped, before anything is filled. */
const requireReplaceable = async (db: DataSource, schema: string): Promise<void> => {
  const trial = db.createQueryRunner()
  try {
    await trial.startTransaction()
    await trial.query(`set local lock_timeout = '200ms'`)
    await dropOwn(trial.manager, schema, COMPLETE)
  } catch (error) {
    // Somebody reads it at this moment: it is tried again at the end.
    if (stateOf(error) !== LOCK_NOT_AVAILABLE) throw error
  } finally {
    await trial.rollbackTransaction().catch(() => undefined)
    await trial.release()
  }
}

/** The new schema takes the place of that of an earlier call, while the lease is held. */
const replace = (
  { db, schema, until }: SchemaWork,
  owner: string,
  { incomplete, hash, recordedAt, mayBeDone }: Filled & { readonly mayBeDone: boolean },
): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.query(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`)
    // The connection may have ended after the commit.
    if (mayBeDone && (await labelOf(tx, fillingOf(schema))) === null) return
    const held: unknown[] = await tx.query('select from feed_lease where consumer = $1 and owner = $2 for update', [leaseOf(schema), owner])
    if (held.length === 0) throw new CannotMaterialise(`another process has taken over the schema ${schema}`)
    await dropOwn(tx, schema, COMPLETE)
    await tx.query(`alter schema ${fillingOf(schema)} rename to "${schema}"`)
    const restsOn = hash === undefined ? '' : `, event ${hash}`
    const when = recordedAt === undefined ? '' : `, recorded at ${recordedAt}`
    const remark = incomplete === 0 ? '' : `; ${incomplete} cases are incomplete: see the comments of the tables`
    await tx.query(`comment on schema "${schema}" is '${COMPLETE}${until}${restsOn}${when}${remark}'`)
  })

/** The consumers are needed once: nothing follows the log with these tables. */
const forget = async (db: EntityManager, schema: string): Promise<void> => {
  for (const table of ['feed_parked_case', 'feed_checkpoint'])
    await db.query(`delete from ${table} where split_part(split_part(consumer, '~in-', 2), '~', 1) = $1`, [schema])
}

/** Drops what a call made that did not come to its end. */
const discard = (db: DataSource, schema: string): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.query(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`)
    await dropOwn(tx, fillingOf(schema), FILLING)
    await forget(tx, schema)
  })

/** Clears what calls for other schemas left, if they were killed. */
const clearAbandoned = async (db: DataSource, schema: string): Promise<void> => {
  const begun: { schema: string }[] = await db.query(
    `select split_part(split_part(consumer, '~in-', 2), '~', 1) as schema from feed_checkpoint where consumer like '%~in-%'
      union select left(nspname, -length($2)) from pg_namespace where starts_with(obj_description(oid, 'pg_namespace'), $1)`,
    [FILLING, SUFFIX],
  )
  for (const { schema: other } of begun)
    if (other !== schema && SCHEMA.test(other))
      // What others use of it is for a call that names this schema to report.
      await whileLeased(db, other, () => discard(db, other)).catch(() => undefined)
}
