import type { EventStore } from '@case-timeline/event-store'
import { comparePositions } from '@case-timeline/contracts'
import { type DataSource, QueryFailedError } from 'typeorm'
import { COMPLETE, INCOMPLETE, SCHEMA } from './filling-schema.ts'
import { tableNameOf, type View } from './view.ts'

/** A schema that `materialise` has filled. */
export interface MaterialisedSchema {
  /** Its name, as SQL has it. */
  readonly schema: string
  /** The position of the last event that counts in it. */
  readonly position: string
  /** When it was recorded, RFC 3339 in UTC; absent: no event counts in it, or a release before filled it. */
  readonly recordedAt?: string | undefined
  /** Cases that the view has only in part, because one of their events could not be handled when it was filled. */
  readonly incomplete: ReadonlySet<string>
}

/** Where schemas of views are, and the log on which they rest. */
interface SchemaSource {
  readonly db: Pick<DataSource, 'query'>
  readonly store: Pick<EventStore, 'lastPosition' | 'hashesAt'>
}

/** Views cannot be read in a schema: the message says why, and what to do. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable'
}

/**
 * Looks up a schema of views at a position, to read a view in it.
 * @throws NotReadable if there is none of this name, if it lacks the view or this version of it, or if the log has lost
 * events on which it rests
 */
export const materialisedSchema = async (
  { db, store }: SchemaSource,
  name: string,
  view: Pick<View, 'name' | 'version'>,
): Promise<MaterialisedSchema> => {
  const [found] = SCHEMA.test(name) ? await db.query(LOOK_UP, [name, COMPLETE, tableNameOf(view)]) : []
  const { schema, rest, hasView, remark } = (found ?? {}) as { schema?: string; rest?: string; hasView?: boolean; remark?: string | null }
  const [, position, hash, recordedAt] = /^(\d+)(?:, event ([0-9a-f]+))?(?:, recorded at ([-\d:.TZ]+))?/.exec(rest ?? '') ?? []
  if (schema === undefined || position === undefined)
    throw new NotReadable(
      `there is no schema ${name} of views at a position: casectl replay --all --service SERVICE --until POSITION --into ${name} fills one`,
    )
  if (!hasView) throw new NotReadable(`the schema ${name} lacks ${tableNameOf(view)}: fill it again with this release`)
  const isLost =
    comparePositions(position, await store.lastPosition()) > 0 ||
    (hash !== undefined && (await store.hashesAt([position])).get(position) !== hash)
  if (isLost) throw new NotReadable(`the schema ${name} rests on events that the log has lost: fill it again`)
  const [, incomplete] = (remark ?? '').split(INCOMPLETE)
  return { schema, position, recordedAt, incomplete: new Set(incomplete?.split(', ')) }
}

/** @throws NotReadable if a schema has a case only in part */
export const requireWhole = ({ schema, incomplete }: Pick<MaterialisedSchema, 'schema' | 'incomplete'>, caseId: string): void => {
  if (incomplete.has(caseId))
    throw new NotReadable(
      `the schema ${schema} has the case ${caseId} only in part, because one of its events could not be handled when it was filled: fill it again`,
    )
}

/**
 * Reads a view in a schema of views at a position, and others with it. One that is dropped meanwhile is as one that never was
 * there.
 * @throws NotReadable as `materialisedSchema`
 */
export const readInSchema = async <T>(
  source: SchemaSource,
  name: string,
  view: Pick<View, 'name' | 'version'>,
  read: (at: MaterialisedSchema) => Promise<T>,
): Promise<T> => {
  const at = await materialisedSchema(source, name, view)
  try {
    return await read(at)
  } catch (error) {
    // Of a table that is dropped, the database reports that it does not exist, or that it cannot open it.
    if (!(error instanceof QueryFailedError)) throw error
    await materialisedSchema(source, name, view)
    const { code, message } = error.driverError as { readonly code?: string; readonly message: string }
    if (code === UNDEFINED_TABLE && message.includes(`"${name}.`))
      throw new NotReadable(`the schema ${name} lacks a table that is read with ${tableNameOf(view)}: fill it again with this release`)
    throw error
  }
}

const UNDEFINED_TABLE = '42P01'

const LOOK_UP = `
  select quote_ident(nspname) as schema, substring(obj_description(oid, 'pg_namespace') from length($2) + 1) as rest,
    to_regclass(format('%I.%I', nspname, $3::text)) is not null as "hasView",
    obj_description(to_regclass(format('%I.%I', nspname, $3::text)), 'pg_class') as remark
  from pg_namespace where nspname = $1 and starts_with(obj_description(oid, 'pg_namespace'), $2)`
