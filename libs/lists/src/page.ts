import { type Confidentiality, type Disclosed, disclosedFrom, type Viewer, type ThisService } from '@case-timeline/access'
import { type AgencyId, Id } from '@case-timeline/contracts'
import type { Row, View } from '@case-timeline/projections'
import type { RequestContext } from '@case-timeline/http'
import type { SelectQueryBuilder } from 'typeorm'
import { z } from 'zod'
import {
  CASE_FILES,
  casesByIndex,
  hasRowsAfter,
  isExcluded,
  isOfReader,
  notExcluded,
  type OwnRows,
  ROWS_IN_ORDER,
} from './cases-of-reader.ts'
import { disclosedRows, Withheld } from './disclosed-rows.ts'
import { type AtPosition, tableAt } from './rows-at-position.ts'
import { SCHEMA_QUERY } from './views-at-position.ts'

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
  ...SCHEMA_QUERY,
  // Read by an interceptor of every query.
  'min-position': z.string().optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A page of a list, and where its rows are read. */
export interface PageRequest extends Pick<PageQuery, 'case' | 'cursor' | 'limit'> {
  /** A schema of views at a position of the log; absent: the live views. */
  readonly at?: AtPosition | undefined
}

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

/** Restricts the rows of a view, with the query alias `listed`, by conditions of the reader's cases. */
const restricted = <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  { userId, agencyId, roles = [], receivingAgency }: Reader,
  isByIndex: boolean,
): SelectQueryBuilder<R> => {
  const parameters = {
    userId: ':userId',
    agencyId: ':agencyId',
    roles: roles.length === 0 ? undefined : ':roles',
    isReceiving: agencyId === receivingAgency,
  }
  // One lookup for each row that is read: `exists` may be planned as a scan of all case files.
  const isVisible = `${isOfReader('file', parameters)} and not ${isExcluded('file.excluded', ':userId')}`
  query.andWhere(`(select ${isVisible} from ${CASE_FILES} file where file.case_id = listed.caseId)`, { userId, agencyId, roles })
  return isByIndex ? query.andWhere(`listed.caseId = any (${casesByIndex(parameters)})`) : query
}

/**
 * Restricts the rows of a view, with the query alias `listed`, to cases in which the reader's agency participates, or to
 * which an agency assigned the reader, and from which the reader is not excluded. The cases are found by their index.
 */
export const inCasesOfAgency = <R extends ListedRow>(query: SelectQueryBuilder<R>, reader: Reader): SelectQueryBuilder<R> =>
  restricted(query, reader, true)

/**
 * One page of a view's rows, with the query alias `listed`, in the order of `since`, as a reader may see them: cases
 * from which the reader is excluded are left out, and so is data that a court order withholds.
 */
export const pageOf = async <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  view: View<R>,
  page: PageRequest,
  reader: Reader,
  orders: Confidentiality,
): Promise<Disclosed<Page<R>>> => {
  query.andWhere(notExcluded('listed.caseId', ':userId'), { userId: reader.userId })
  return disclosedPage(query, view, await rowsFor(query, view, page), page, reader, orders)
}

/**
 * The same of the rows in cases in which the reader's agency participates, or to which an agency assigned the reader.
 * Costs in proportion to the page where the agency has a tenth of the rows or more, otherwise to the agency's rows.
 */
export const pageInCasesOfAgency = async <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  view: View<R>,
  page: PageRequest,
  reader: Reader,
  orders: Confidentiality,
): Promise<Disclosed<Page<R>>> => {
  if (page.case !== undefined) return pageOf(restricted(query, reader, false), view, page, reader, orders)
  const next = nextRows(view, page)
  const end = `coalesce((select next.since ${next} offset ${ROWS_IN_ORDER} limit 1), 'infinity')`
  const among = await rowsFor(restricted(query.clone(), reader, false).andWhere(`listed.since <= ${end}`), view, page)
  const isFull = among.length > page.limit
  const all = isFull ? among : await rowsFor(inCasesOfAgency(query.clone(), reader).andWhere(hasRowsAfter(next)), view, page)
  // Without further rows in the list, those are all.
  const found = all.length < among.length ? among : all
  return disclosedPage(query, view, found, page, reader, orders)
}

/**
 * An SQL condition on the rows of a view, with the query alias `listed` and the parameters of a page: they are among the
 * first of one of some alternatives. Each is read by an index of its own, which one plan for several would not do in the
 * order of the list: of an office with ten thousand rows, all would be read for each page.
 * @param conditions on the rows of every alternative
 */
export const amongFirst = <R extends ListedRow>(
  view: View<R>,
  page: PageQuery,
  alternatives: readonly OwnRows[],
  conditions: readonly string[],
): string => {
  const { since, returnedRows } = placeOf(page)
  const table = tableAt(view)
  const inCase = page.case === undefined ? [] : ['listed.caseId = :only']
  const all = [...conditions, ...inCase, ...(since === undefined ? [] : ['(listed.since, listed.caseId) >= (:since, :lastCaseId)'])]
  const order = ['since', 'caseId', ...view.key].map((column) => `listed.${column}`).join(', ')
  const first = `order by ${order} limit ${returnedRows + page.limit + 1}`
  const selects = alternatives.map(({ condition, areGathered }) =>
    areGathered
      ? // Behind `offset 0` nothing is planned in the order of the list.
        `(select listed.place from (select listed.*, listed.ctid as place from ${table} listed where ${[`(${condition})`, ...inCase].join(' and ')} offset 0) listed where ${all.join(' and ')} ${first})`
      : `(select listed.ctid from ${table} listed where ${[`(${condition})`, ...all].join(' and ')} ${first})`,
  )
  return `listed.ctid = any (array(${selects.join(' union all ')}))`
}

const placeOf = ({ cursor }: PageRequest) => {
  const [since, lastCaseId, returnedRows = '0'] = cursor?.split('~') ?? []
  return { since, lastCaseId, returnedRows: Number(returnedRows) }
}

/** In SQL, from `from` on: the rows of a view that come next in its order, whosever they are. */
const nextRows = (view: View, { cursor, at }: PageRequest): string =>
  `from ${tableAt(view, at)} next ${cursor === undefined ? '' : 'where (next.since, next.case_id) >= (:since, :lastCaseId)'} order by next.since, next.case_id`

/** The rows of a page and one more, if there are more. */
const rowsFor = async <R extends ListedRow>(query: SelectQueryBuilder<R>, view: View<R>, page: PageRequest): Promise<readonly R[]> => {
  if (page.case !== undefined) query.andWhere('listed.caseId = :only', { only: page.case })
  const { since, lastCaseId, returnedRows } = placeOf(page)
  if (since !== undefined)
    query.andWhere('(listed.since, listed.caseId) >= (:since, :lastCaseId)', { since, lastCaseId }).offset(returnedRows)
  query.orderBy('listed.since').addOrderBy('listed.caseId')
  for (const column of view.key) query.addOrderBy(`listed.${column}`)
  return query.limit(page.limit + 1).getMany()
}

const disclosedPage = async <R extends ListedRow>(
  query: SelectQueryBuilder<R>,
  view: View<R>,
  found: readonly R[],
  page: PageRequest,
  viewer: Reader,
  orders: Confidentiality,
): Promise<Disclosed<Page<R>>> => {
  const { since, lastCaseId, returnedRows } = placeOf(page)
  const rows = found.slice(0, page.limit).map(withoutNulls)
  const last = rows.at(-1)
  const rowsAtSamePlace = rows.filter((row) => row.since === last?.since && row.caseId === last.caseId).length
  const before = last?.since === since && last?.caseId === lastCaseId ? returnedRows : 0
  const next = found.length > page.limit && last ? { next: `${last.since}~${last.caseId}~${before + rowsAtSamePlace}` } : {}
  // After reading the rows, so that an order recorded in the meantime is applied.
  const disclosed = await disclosedRows(view, rows, { orders, viewer, members: shownMembers(query), at: page.at })
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
