import { Reference } from '@case-timeline/contracts'
import { importedCaseIds, importedCaseKey } from '@case-timeline/event-store'
import { z } from 'zod'
import { Problem } from './problem.ts'

/**
 * Finds the ids of imported cases of this deployment. An abstract class, because Nest injects it by this token.
 */
export abstract class ImportedCases {
  /** The ids that the case of a source may have here, whether it was imported or not. */
  abstract idsOf(source: string, sourceId: string): readonly string[]
}

/** @param digestKey the deployment's key: nobody else computes the ids */
export const importedCases = (digestKey: Uint8Array): ImportedCases => {
  const key = importedCaseKey(digestKey)
  return { idsOf: (source, sourceId) => importedCaseIds(key, source, sourceId) }
}

/** The members of a query that finds a case by the id that its source gave it. */
export const SOURCE_QUERY = {
  source: Reference.optional().meta({ description: 'only the case that was imported from this source; with `source-id`' }),
  'source-id': z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'the id of the case in that source, exactly as the source writes it' }),
}

/** The cases to which a query is restricted; undefined: all. @throws Problem when one of the two members is missing */
export const restrictedTo = (
  cases: ImportedCases,
  { source, 'source-id': sourceId }: { readonly source?: string | undefined; readonly 'source-id'?: string | undefined },
): readonly string[] | undefined => {
  if (source === undefined && sourceId === undefined) return undefined
  if (source === undefined || sourceId === undefined)
    throw new Problem('malformed-request', 'a case is found by `source` and `source-id` together: send both')
  return cases.idsOf(source, sourceId)
}
