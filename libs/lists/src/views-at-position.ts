import { Problem } from '@case-timeline/http'
import { type MaterialisedSchema, NotReadable, readInSchema, requireWhole } from '@case-timeline/projections'
import { z } from 'zod'

/** The member of a query that can read views as they were at a position of the log. */
export const SCHEMA_QUERY = {
  schema: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .optional()
    .meta({ description: 'the schema of `casectl replay --all --into` to read; absent: the live views' }),
}

/** Where views and their schemas are, and the log on which they rest. */
export type SchemaSource = Parameters<typeof readInSchema>[0]

/**
 * Reads a view in the schema that a query names, or the live view.
 * @param read its parameter is absent for the live view
 * @throws Problem `not-found` for a schema that cannot be read, or that is dropped meanwhile
 */
export const readAtPosition = async <T>(
  source: SchemaSource,
  schema: string | undefined,
  view: Parameters<typeof readInSchema>[2],
  read: (at?: MaterialisedSchema) => Promise<T>,
): Promise<T> => {
  if (schema === undefined) return read()
  try {
    return await readInSchema(source, schema, view, read)
  } catch (error) {
    throw error instanceof NotReadable ? new Problem('not-found', error.message) : error
  }
}

/** What a query of a list says of where its rows are read. */
interface ListQuery {
  readonly schema?: string | undefined
  readonly case?: string | undefined
}

/**
 * The same for a list, of which a query can ask for the rows of one case.
 * @throws Problem `not-found` also for a requested case that the schema has only in part
 */
export const readListAtPosition = <T>(
  source: SchemaSource,
  { schema, case: caseId }: ListQuery,
  view: Parameters<typeof readInSchema>[2],
  read: (at?: MaterialisedSchema) => Promise<T>,
): Promise<T> =>
  readAtPosition(source, schema, view, async (at) => {
    if (at !== undefined && caseId !== undefined) requireWhole(at, caseId)
    return read(at)
  })
