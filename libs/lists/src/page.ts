import { type Confidentiality, type Disclosed, disclosedFrom, type Viewer, type ThisService } from '@case-timeline/access'
import { type AgencyId, Id } from '@case-timeline/contracts'
import { type Row, tableNameOf, type View } from '@case-timeline/projections'
import type { RequestContext } from '@case-timeline/http'
import type { SelectQueryBuilder } from 'typeorm'
import { z } from 'zod'
import { disclosedRows, Withheld } from './disclosed-rows.ts'

/**
 * The version of the case file view that this release reads: it contains the participating agencies and the excluded
 * users of a case.
 */
export const CASE_FILE_VIEW = { name: 'case-file', version: 6 } as const

/**
 * In the column `office` of that view: the agency that a deployment configures to receive what is addressed to no office.
 * No agency has such an id.
 */
export const RECEIVING_OFFICE: AgencyId = '~'

/** The table of that view. */
export const CASE_FILES = tableNameOf(CASE_FILE_VIEW)

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/**
 * A cursor: `since` and case of the last row, and how many rows with this `since` and case were returned so far. It
 * never contains a reference of a person.
 */
const CURSOR = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z~${id}~\\d{1,6}$`)

/** The query of a list of a view's rows. */
export const PageQuery = z.strictObject({
  case: Id.optional().meta({ description: 'only the rows of this case' }),
  cursor: z.string().max(120).regex(CURSOR).optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  // Read by an interceptor of every query.
  'min-position': z.string().optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/**
 * A row by which a list can be ordered: `since` is when the first of its facts was recorded, RFC 3339 in UTC with
 * microseconds.
 */
export interface ListedRow extends Row {
  readonly since: string
}

export interface Page<R> {
  readonly rows: readonly R[]
  /** Send it as `cursor` to read the next page; absent: there are no more rows. */
  readonly next?: string | undefined
  /** The cases of these rows of which a court order withholds data from the reader; absent: none. */
  readonly withheld?: readonly Withheld[] | undefined
}

/** The members of a page in addition to its rows. */
export const PAGE_MEMBERS = {
  next: z.string().optional().meta({ description: 'send it as `cursor` to read the next page; absent: there are no more' }),
  withheld: z.array(Withheld).readonly().optional(),
}

/** The schema of a page of some rows. */
export const pageSchema = <R>(row: z.ZodType<R>): z.ZodType<Page<R>> => z.strictObject({ rows: z.array(row), ...PAGE_MEMBERS })

/** The reader of a list, and the agency that receives this service's handovers. */
export interface Reader extends Viewer {
  readonly userId: string
  /** The roles of the reader, in which an agency may have assigned the reader to a case; absent: none. */
  readonly roles?: readonly string[] | undefined
  readonly receivingAgency?: AgencyId | undefined
}

/** The reader of a query of this service. */
export const readerOf = ({ actor: { userId, agencyId }, roles, sector }: RequestContext, self?: ThisService): Reader => ({
  userId,
  roles,
  agencyId,
  sector,
  receivingAgency: self?.receiving?.agencyId,
})

/**
 * An SQL condition: a user is among the excluded ones of a case file. Names of accounts, which are ASCII, are compared without
 * case (ADR 104), in no locale: a Turkish one has other lower-case letters.
 * @param excluded the column
 * @param userId the SQL parameter for the user
 */
export const isExcluded = (excluded: string, userId: string): string =>
  `lower(${excluded}::text collate "C")::text[] @> array[lower(${userId}::text collate "C")]`

/** The SQL parameters for a user, such as `:userId`. */
interface UserParameters {
  readonly userId: string
  readonly agencyId: string
  /** A list of texts. */
  readonly roles: string
}

/**
 * An SQL condition on a case file: an agency assigned the user of another one to the case, in a role that the user has,
 * and the assignment is in force now. The first part is found by an index.
 * @param file the table alias of the case file
 */
export const isAssigned = (file: string, { userId, agencyId, roles }: UserParameters): string => {
  const account = `lower(${userId}::text collate "C")`
  const now = 'extract(epoch from statement_timestamp()) * 1000'
  const inForce = `(one->>'from')::numeric <= ${now} and coalesce((one->>'until')::numeric > ${now}, true)`
  return `(${file}.assigned_users @> array[${agencyId}::text || ' ' || ${account}] and exists (select 1 from json_array_elements(${file}.assigned) one where one->>'agencyId' = ${agencyId} and one->>'account' = ${account} and one->>'role' = any (${roles}::text[]) and ${inForce}))`
}

/**
 * An SQL condition: a user is known not to be excluded from a case. It is false without a case file: while the view is
 * being filled, nobody knows whom a case excludes. A subquery for each row, so that a page of a list looks up only its
 * own cases: `exists` may be planned as a scan of all case files.
 * @param caseId the SQL expression for the case, such as `listed.caseId`
 * @param userId the SQL parameter for the user, such as `:userId`
 */
export const notExcluded = (caseId: string, userId: string): string =>
  `(select ${isExcluded('barred.excluded', userId)} from ${CASE_FILES} barred where barred.case_id = ${caseId}) is false`

/**
 * An SQL condition on a row of an office, with the parameter `:agencyId`: the office is the caller's, or one from which
 * the case went on to the caller's. The cases that an agency took over are found once, by an index.
 * @param office the SQL expression for the office of the row, such as `listed.supportedBy`
 * @param caseId the SQL expression for its case
 */
export const ownOrTakenOver = (office: string, caseId = 'listed.caseId'): `${string}:agencyId${string}` =>
  `(${office} = :agencyId and not coalesce((select gone.former_offices @> array[:agencyId] from ${CASE_FILES} gone where gone.case_id = ${caseId}), false)) or (${caseId} = any (array(select taken.case_id from ${CASE_FILES} taken where taken.office = :agencyId and taken.former_offices is not null)) and (select ${office} = any (taken.former_offices) from ${CASE_FILES} taken where taken.case_id = ${caseId}))`

/**
 * An SQL condition on a row that names agencies, with the parameter `:agencyId`: the caller's is one of them, takes part
 * in the case, and did not give it away.
 * @param agencies the SQL expression for the agencies of the row, such as `listed.caredForBy`
 * @param caseId the SQL expression for its case
 */
export const ownInCase = (agencies: string, caseId = 'listed.caseId'): `${string}:agencyId${string}` =>
  `(${agencies} @> array[:agencyId] and (select part.agencies @> array[:agencyId] and not coalesce(part.former_offices @> array[:agencyId], false) from ${CASE_FILES} part where part.case_id = ${caseId}))`

/**
 * Restricts the rows of a view, with the query alias `listed`, to cases in which the reader's agency participates, or to
 * which an agency assigned the reader, and from which the reader is not excluded.
 */
export const inCasesOfAgency = <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  { userId, agencyId, roles = [], receivingAgency }: Reader,
): SelectQueryBuilder<R> =>
  query
    .andWhere(notExcluded('listed.caseId', ':userId'), { userId })
    .andWhere(
      `exists (select 1 from ${CASE_FILES} file where file.case_id = listed.caseId and (file.agencies @> array[:agencyId] or (file.handed_over and :receives) or ${isAssigned('file', { userId: ':userId', agencyId: ':agencyId', roles: ':roles' })}))`,
      { agencyId, userId, roles, receives: agencyId === receivingAgency },
    )

/**
 * One page of a view's rows, with the query alias `listed`, in the order of `since`, as a reader may see them: cases
 * from which the reader is excluded are left out, and so is data that a court order withholds.
 */
export const pageOf = async <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  view: View<R>,
  { case: caseId, cursor, limit }: PageQuery,
  reader: Reader,
  orders: Confidentiality,
): Promise<Disclosed<Page<R>>> => {
  query.andWhere(notExcluded('listed.caseId', ':userId'), { userId: reader.userId })
  if (caseId !== undefined) query.andWhere('listed.caseId = :only', { only: caseId })
  const [since, lastCaseId, returnedRows = '0'] = cursor?.split('~') ?? []
  if (cursor !== undefined)
    query.andWhere('(listed.since, listed.caseId) >= (:since, :lastCaseId)', { since, lastCaseId }).offset(Number(returnedRows))
  query.orderBy('listed.since').addOrderBy('listed.caseId')
  for (const column of view.key) query.addOrderBy(`listed.${column}`)
  const found = await query.limit(limit + 1).getMany()
  const rows = found.slice(0, limit).map(withoutNulls)
  const last = rows.at(-1)
  const rowsAtSamePlace = rows.filter((row) => row.since === last?.since && row.caseId === last.caseId).length
  const before = last?.since === since && last?.caseId === lastCaseId ? Number(returnedRows) : 0
  const next = found.length > limit && last ? { next: `${last.since}~${last.caseId}~${before + rowsAtSamePlace}` } : {}
  // After reading the rows, so that an order recorded in the meantime is applied.
  const disclosed = await disclosedRows(view, rows, { orders, viewer: reader, members: shownMembers(query) })
  return disclosedFrom(disclosed, ({ rows, withheld }) => ({ rows, ...next, ...withheldIn({ withheld }) }))
}

/** The member `withheld` of a page: absent if nothing is withheld, never empty. */
export const withheldIn = ({ withheld }: { readonly withheld: readonly Withheld[] }): Pick<Page<never>, 'withheld'> =>
  withheld.length === 0 ? {} : { withheld }

/** Hidden members of a row, which only the projection uses, are not selected by a query. */
const shownMembers = <R extends ListedRow>({ expressionMap }: SelectQueryBuilder<R>): readonly string[] | undefined =>
  expressionMap.mainAlias?.metadata.columns.filter(({ isSelect }) => isSelect).map(({ propertyName }) => propertyName)

/** Members are absent, never null, as in the events from which a row was folded. */
export const withoutNulls = <R extends object>(row: R): R =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as R
