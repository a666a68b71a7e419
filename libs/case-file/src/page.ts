import { type Confidentiality, obeying, type Onlooker, type ThisService } from '@case-timeline/access'
import { type AgencyId, Id } from '@case-timeline/contracts'
import type { Row, View } from '@case-timeline/projections'
import type { Asked } from '@case-timeline/service-kit'
import type { SelectQueryBuilder } from 'typeorm'
import { z } from 'zod'
import { CASE_FILES } from './case-file.entity.ts'
import { disclosedRows, Withheld } from './disclosed-rows.ts'

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** When the last row came up, of which case, and how many of its rows that came up with it were given: never whom a row is about. */
const CURSOR = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z~${id}~\\d{1,6}$`)

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
  /** The cases of these rows of which an order of the court keeps something from the reader; absent: of none. */
  readonly withheld?: readonly Withheld[] | undefined
}

/** What a page says beside what it lists. */
export const BESIDE_A_LIST = {
  next: z.string().optional().meta({ description: 'give it back as `cursor` to read on; absent: that was all' }),
  withheld: z
    .array(Withheld)
    .readonly()
    .optional()
    .meta({ description: 'the cases listed of which an order of the court keeps something from the reader; absent: of none' }),
}

/** The schema of a page of some rows. */
export const pageSchema = <R>(row: z.ZodType<R>): z.ZodType<Page<R>> => z.strictObject({ rows: z.array(row), ...BESIDE_A_LIST })

/** Who asks, for which agency of which sector, and the one that this service's handovers reach. */
export interface Reader extends Onlooker {
  readonly userId: string
  readonly receivingAgency?: AgencyId | undefined
}

/** The reader of a query that this service answers. */
export const readerOf = ({ actor: { userId, agencyId }, sector }: Asked, self?: ThisService): Reader => ({
  userId,
  agencyId,
  sector,
  receivingAgency: self?.receivingAgency,
})

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
 * One page of a view's rows, known to the query as `listed`, in the order in which they came up, as a reader may see them: an exclusion
 * from a case beats everything else, and what an order of the court keeps from him is left out.
 */
export const pageOf = async <R extends Listed>(
  query: SelectQueryBuilder<R>,
  view: View<R>,
  { case: caseId, cursor, limit }: PageQuery,
  reader: Reader,
  orders: Confidentiality,
): Promise<Page<R>> => {
  query.andWhere(notExcluded('listed.caseId', ':userId'), { userId: reader.userId })
  if (caseId !== undefined) query.andWhere('listed.caseId = :only', { only: caseId })
  const [since, ofCase, given = '0'] = cursor?.split('~') ?? []
  if (cursor !== undefined) query.andWhere('(listed.since, listed.caseId) >= (:since, :ofCase)', { since, ofCase }).offset(Number(given))
  query.orderBy('listed.since').addOrderBy('listed.caseId')
  for (const column of view.key) query.addOrderBy(`listed.${column}`)
  const found = await query.limit(limit + 1).getMany()
  const rows = found.slice(0, limit).map(withoutNulls)
  const last = rows.at(-1)
  const cameWithIt = rows.filter((row) => row.since === last?.since && row.caseId === last.caseId).length
  const before = last?.since === since && last?.caseId === ofCase ? Number(given) : 0
  const next = found.length > limit && last ? { next: `${last.since}~${last.caseId}~${before + cameWithIt}` } : {}
  // After the rows were read: an order that is recorded meanwhile is obeyed.
  const disclosed = await disclosedRows(view, rows, { orders, onlooker: reader, members: shownMembers(query) })
  return obeying({ rows: disclosed.rows, ...next, ...withheldIn(disclosed) })
}

/** What is withheld, where anything is: absent, never empty. */
export const withheldIn = ({ withheld }: { readonly withheld: readonly Withheld[] }): Pick<Page<never>, 'withheld'> =>
  withheld.length === 0 ? {} : { withheld }

/** Members that the projection keeps for itself are no columns of a query. */
const shownMembers = <R extends Listed>({ expressionMap }: SelectQueryBuilder<R>): readonly string[] | undefined =>
  expressionMap.mainAlias?.metadata.columns.filter(({ isSelect }) => isSelect).map(({ propertyName }) => propertyName)

/** Absent, never null, as in the events that a row was folded from. */
export const withoutNulls = <R extends object>(row: R): R =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as R
