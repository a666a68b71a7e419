import { Problem } from '@case-timeline/http'
import { type MaterialisedSchema, NotReadable, readInSchema } from '@case-timeline/projections'
import { z } from 'zod'

/** The member of a query that can read views as they were at a position of the log. */
export const SCHEMA_QUERY = {
  schema: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .optional()
    .meta({ description: 'the schema of `casectl replay --all --into` to read; absent: the live views' }),
}

/**
 * Reads a view in the schema that a query names, or the live view.
 * @param read its parameter is absent for the live view
 * @throws Problem `not-found` for a schema that cannot be read, or that is dropped meanwhile
 */
export const readAtPosition = async <T>(
  source: Parameters<typeof readInSchema>[0],
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
