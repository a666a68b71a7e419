import { type AgencyId, Id } from '@case-timeline/contracts'
import type { Row } from '@case-timeline/projections'
import type { SelectQueryBuilder } from 'typeorm'
import { z } from 'zod'
import { CASE_FILES } from './case-file.entity.ts'

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const CURSOR = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z~${id}~${id}$`)

/** What a list of a view's rows is asked with. */
export const PageQuery = z.strictObject({
  case: Id.optional().meta({ description: 'only the rows of this case' }),
  cursor: z.string().max(120).regex(CURSOR).optional().meta({ description: 'the `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A row that a list can be ordered by: when the first of its facts was recorded, RFC 3339 in UTC with microseconds. */
export interface Listed extends Row {
  readonly since: string
}

export interface Page<R> {
  readonly rows: readonly R[]
  /** Give it back as `cursor` to read on; absent: that was all. */
  readonly next?: string | undefined
}

/** Who asks, for which agency, and the one that this service's handovers reach. */
export interface Reader {
  readonly userId: string
  readonly agencyId: AgencyId
  readonly receivingAgency?: AgencyId | undefined
}

/** A condition in SQL: the user whom a parameter names is not excluded from the case that a column names. */
export const notExcluded = (caseId: string, userId: string): string =>
  `not exists (select 1 from ${CASE_FILES} barred where barred.case_id = ${caseId} and barred.excluded @> array[${userId}])`

/** Leaves of a view's rows, known to the query as `listed`, those of the cases in which an agency takes part. */
export const ofCasesOf = <R extends Listed>(query: SelectQueryBuilder<R>, { agencyId, receivingAgency }: Reader): SelectQueryBuilder<R> =>
  query.andWhere(
    `exists (select 1 from ${CASE_FILES} file where file.case_id = listed.caseId and (file.agencies @> array[:agencyId] or (file.handed_over and :receives)))`,
    { agencyId, receives: agencyId === receivingAgency },
  )

/**
 * One page of a view's rows, known to the query as `listed`, in the order in which they came up.
 * @param key the member that tells the rows of a case apart, a UUID; `caseId` where a case has one row
 * @param userId who reads: an exclusion from a case beats everything else
 */
export const pageOf = async <R extends Listed>(
  query: SelectQueryBuilder<R>,
  key: keyof R & string,
  { case: caseId, cursor, limit }: PageQuery,
  userId: string,
): Promise<Page<R>> => {
  query.andWhere(notExcluded('listed.caseId', ':userId'), { userId })
  if (caseId !== undefined) query.andWhere('listed.caseId = :only', { only: caseId })
  if (cursor !== undefined) {
    const [since, ofCase, own] = cursor.split('~')
    query.andWhere(`(listed.since, listed.caseId, listed.${key}) > (:since, :ofCase, :own)`, { since, ofCase, own })
  }
  const found = await query
    .orderBy('listed.since')
    .addOrderBy('listed.caseId')
    .addOrderBy(`listed.${key}`)
    .limit(limit + 1)
    .getMany()
  const rows = found.slice(0, limit).map(withoutNulls)
  const last = rows.at(-1)
  return found.length > limit && last ? { rows, next: `${last.since}~${last.caseId}~${String(last[key])}` } : { rows }
}

/** Absent, never null, as in the events that a row was folded from. */
export const withoutNulls = <R extends object>(row: R): R =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as R
