import type { AgencyId } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { CASE_FILES, CaseFileTable } from './case-file.entity.ts'
import type { CaseFile } from './case-file.ts'

/** A case file as it is read: who is excluded from a case is nobody else’s business. */
export type ReadableCaseFile = Omit<CaseFile, 'excluded'>

/** One line of a list of cases. */
export type CaseSummary = Pick<CaseFile, 'caseId' | 'since' | 'leadAgency' | 'agencies'> & {
  readonly persons: number
  readonly charges: number
  readonly warnings: number
}

export interface CasePage {
  readonly cases: readonly CaseSummary[]
  /** Give it back to read on; absent: that was all. */
  readonly next?: string | undefined
}

/** Who asks, and how far he has read. */
export interface CasesAsked {
  readonly userId: string
  readonly agencyId: AgencyId
  /** The agency that this service's handovers reach, if it has one: it takes part in the cases that were handed over. */
  readonly receivingAgency?: AgencyId | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The cursor was not made by `casesOf`. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor'
}

/**
 * The cases in which an agency takes part, the last opened first.
 * @throws UnknownCursor
 */
export const casesOf = async (db: DataSource, { userId, agencyId, receivingAgency, cursor, limit }: CasesAsked): Promise<CasePage> => {
  const after = cursor === undefined ? undefined : decoded(cursor)
  const found: (Omit<CaseSummary, 'leadAgency'> & { leadAgency: string | null })[] = await db.query(
    `select case_id as "caseId", since, lead_agency as "leadAgency", agencies, json_array_length(persons) as persons,
        json_array_length(charges) as charges, json_array_length(warnings) as warnings
      from ${CASE_FILES}
      where (agencies @> array[$1] or (handed_over and $2)) and ($3::text is null or (since, case_id) < ($3, $4::uuid))
        and not excluded @> array[$6]
      order by since desc, case_id desc limit $5`,
    [agencyId, agencyId === receivingAgency, after?.since ?? null, after?.caseId ?? null, limit + 1, userId],
  )
  const cases = found.slice(0, limit).map(({ leadAgency, ...rest }) => (leadAgency === null ? rest : { ...rest, leadAgency }))
  const last = cases.at(-1)
  return found.length > limit && last ? { cases, next: encoded(last) } : { cases }
}

const encoded = ({ since, caseId }: Pick<CaseSummary, 'since' | 'caseId'>): string =>
  Buffer.from(`${since} ${caseId}`).toString('base64url')

const decoded = (cursor: string): Pick<CaseSummary, 'since' | 'caseId'> => {
  const text = Buffer.from(cursor, 'base64url').toString()
  const [, since, caseId] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? []
  if (since === undefined || caseId === undefined) throw new UnknownCursor('this cursor was not given out by this list: start without one')
  return { since, caseId }
}

/** One case as this sector sees it; nothing when it has seen nothing of it. Who may read it is for the caller to say. */
export const caseFile = async (db: DataSource, caseId: string): Promise<ReadableCaseFile | undefined> => {
  const row = await db.getRepository(CaseFileTable).findOneBy({ caseId })
  // Absent, never null, as in the events that it was folded from.
  if (!row) return undefined
  const { excluded: _, ...readable } = row
  return Object.fromEntries(Object.entries(readable).filter(([, value]) => value !== null)) as unknown as ReadableCaseFile
}
