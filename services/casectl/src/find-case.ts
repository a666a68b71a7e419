import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'

const Cases = z.looseObject({ cases: z.array(z.looseObject({ caseId: z.uuid() })) })

export interface InSource {
  readonly source?: string | undefined
  readonly sourceId?: string | undefined
}

/**
 * The id of the case that a command line names: by its id, or by the id that its source gave it.
 * @throws Failure when it names none or both, or no case was imported under that id
 */
export const namedCase = async (client: Client, caseId: string | undefined, { source, sourceId }: InSource): Promise<string> => {
  if (caseId !== undefined && source === undefined && sourceId === undefined) return caseId
  if (caseId !== undefined || source === undefined || sourceId === undefined)
    throw new Failure('Name a case by its id, or by both --source and --source-id.', [], EXIT.usage)
  const query = new URLSearchParams({ source, 'source-id': sourceId })
  const { cases } = await client.get('auditTrail', `/cases?${query.toString()}`, Cases)
  const [found] = cases
  if (found) return found.caseId
  throw new Failure(
    `No case was imported from ${source} under this id.`,
    ['check both: the source as in the mapping, and the id exactly as in the log'],
    EXIT.notFound,
  )
}
