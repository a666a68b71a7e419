import { Confidentiality, type Disclosed, disclosedBy, disclosedFrom, ThisService } from '@case-timeline/access'
import type { AgencyId } from '@case-timeline/contracts'
import type { RequestContext } from '@case-timeline/http'
import { EventStore } from '@case-timeline/event-store'
import type { StoredView, View } from '@case-timeline/projections'
import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { refoldedFrom } from './disclosed-rows.ts'
import { CASE_FILES, notExcluded, type OwnRows } from './cases-of-reader.ts'
import {
  amongFirst,
  type ListedRow,
  type Page,
  pageInCasesOfAgency,
  pageOf,
  type PageQuery,
  readerOf,
  withheldIn,
  withoutNulls,
} from './page.ts'
import { type AtPosition, disclosedAt, isStillOwn, rowsAt, tableAt } from './rows-at-position.ts'
import { readListAtPosition } from './views-at-position.ts'

/** Which rows of a list are asked for. */
export interface RowFilter<R> {
  /** In SQL, with the query alias `listed`. */
  readonly condition: string
  /** The same for a row as it is shown. */
  readonly isShown: (row: R) => boolean
}

/** Which rows are counted, of a case or of all, and what of them: SQL with the table alias `listed`. */
export interface CountedRows extends Pick<PageQuery, 'case' | 'schema'> {
  /** Which rows are the agency's own, with the parameter `:agencyId`. */
  readonly own: string
  /** Which of them are counted. */
  readonly condition: string
  /** Selects for each row the texts `counted` and `value`, of which equal ones are counted together. */
  readonly counted: string
}

/** The condition of rows that were an agency's own at a position. */
const ownIn = (own: readonly OwnRows[], at: AtPosition): string =>
  own.map(({ condition, conditionIn }) => `(${conditionIn?.((view) => tableAt(view, at)) ?? condition})`).join(' or ')

/**
 * Reads the lists of a service for the caller of a query. Cases from which the caller is excluded are left out, and so
 * is data that a court order withholds: today, also of rows as they were known at a position of the log. A condition is
 * put in brackets, so that an `or` in it cannot add other rows. A class, because Nest injects it by this token.
 */
@Injectable()
export class Lists {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
    private readonly store: EventStore,
  ) {}

  /**
   * One page of the rows of the cases in which the caller's agency participates.
   * @param condition in SQL, with the query alias `listed`; absent: all rows
   */
  inCasesOfAgency<R extends ListedRow>(
    view: StoredView<R>,
    context: RequestContext,
    page: PageQuery,
    condition?: string,
  ): Promise<Disclosed<Page<R>>> {
    return this.read(view, page, (at) => {
      const rows = rowsAt(this.db, view, at)
      const listed = condition === undefined ? rows : rows.where(`(${condition})`)
      return pageInCasesOfAgency(listed, view, { ...page, at }, readerOf(context, this.self), this.confidentiality)
    })
  }

  /**
   * One page of the rows that are the agency's own, whatever agencies participate in their cases.
   * @param own which rows those are, as alternatives that may have rows in common
   * @param filter by what rows have, which a court order may withhold: a page has fewer rows where an order applies
   */
  ownRows<R extends ListedRow>(
    view: StoredView<R>,
    context: RequestContext,
    page: PageQuery,
    own: readonly OwnRows[],
    filter?: RowFilter<R>,
  ): Promise<Disclosed<Page<R>>> {
    const { agencyId } = context.actor
    return this.read(view, page, async (at) => {
      // A filter on the stored rows would show a withheld value by who is found: there it is applied to what is shown.
      const underOrder = filter ? [...(await this.confidentiality.casesUnderOrder())] : []
      const isFound =
        filter && (underOrder.length === 0 ? `(${filter.condition})` : `((${filter.condition}) or listed.caseId = any (:underOrder))`)
      const asked = isFound ? [isFound] : []
      const isOwn = own.map(({ condition }) => `(${condition})`).join(' or ')
      const found =
        at === undefined
          ? amongFirst(view, page, own, [...asked, notExcluded('listed.caseId', ':userId')])
          : [`(${ownIn(own, at)})`, this.ownNow(view, agencyId, isOwn), ...asked].join(' and ')
      const parameters = { agencyId, ...(underOrder.length === 0 ? {} : { underOrder }) }
      const rows = rowsAt(this.db, view, at).where(found, parameters)
      const disclosed = await pageOf(rows, view, { ...page, at }, readerOf(context), this.confidentiality)
      if (!filter) return disclosed
      return disclosedFrom(disclosed, (shown) => ({ ...shown, rows: shown.rows.filter((row) => filter.isShown(row)) }))
    })
  }

  /**
   * Counts the rows that are the agency's own by a condition, in one statement. Cases from which the caller is excluded
   * are left out; so are cases of which a court order withholds data from the caller, which are named instead.
   * @param answer from the counts by value, by what is counted
   */
  countsOfOwn<R extends ListedRow, T extends object>(
    view: StoredView<R>,
    context: RequestContext,
    part: CountedRows,
    answer: (counts: ReadonlyMap<string, Readonly<Record<string, number>>>, withheld: Pick<Page<never>, 'withheld'>) => T,
  ): Promise<Disclosed<T>> {
    return this.read(view, part, (at) => this.countsAt(view, context, part, answer, at))
  }

  private async countsAt<R extends ListedRow, T extends object>(
    view: StoredView<R>,
    context: RequestContext,
    part: CountedRows,
    answer: (counts: ReadonlyMap<string, Readonly<Record<string, number>>>, withheld: Pick<Page<never>, 'withheld'>) => T,
    at: AtPosition | undefined,
  ): Promise<Disclosed<T>> {
    const { agencyId, userId } = context.actor
    const ownNow = at === undefined ? 'true' : this.ownNow(view, agencyId, part.own)
    const condition = `(${part.own}) and (${part.condition}) and ${ownNow}`.replaceAll(':agencyId', () => '$1')
    const found: { readonly caseId: string; readonly counted: string; readonly value: string; readonly count: number }[] =
      await this.db.query(
        `select listed.case_id as "caseId", one.counted, one.value, count(*)::int as count
          from ${tableAt(view, at)} listed cross join lateral (${part.counted}) one
          where ${condition} and ${notExcluded('listed.case_id', '$2')} and ($3::uuid is null or listed.case_id = $3)
          group by 1, 2, 3`,
        [agencyId, userId, part.case ?? null],
      )
    // After reading the rows, so that an order recorded in the meantime is applied.
    const caseIds = [...new Set(found.map(({ caseId }) => caseId))]
    const disclosedCases = await this.confidentiality.disclosedCases(caseIds, { agencyId, sector: context.sector })
    const withheld = [...disclosedCases].flatMap(([caseId, disclosed]) => {
      const { by } = refoldedFrom(view, disclosedAt(disclosed, at))
      return by.length === 0 ? [] : [{ caseId, by }]
    })
    const uncounted = new Set(withheld.map(({ caseId }) => caseId))
    const counts = new Map<string, Record<string, number>>()
    for (const { caseId, counted, value, count } of found) {
      if (uncounted.has(caseId)) continue
      const ofValues = counts.get(counted) ?? {}
      ofValues[value] = (ofValues[value] ?? 0) + count
      counts.set(counted, ofValues)
    }
    return disclosedBy(disclosedCases, answer(counts, withheldIn({ withheld })))
  }

  /**
   * The moment for which a list shows what ends by time alone: now, or when the last event of the requested schema was
   * recorded. RFC 3339 in UTC; absent: the schema does not say.
   * @throws Problem `not-found` for a schema that cannot be read
   */
  momentOf(view: Pick<View, 'name' | 'version'>, query: Pick<PageQuery, 'case' | 'schema'>): Promise<string | undefined> {
    return this.read(view, query, async (at) => (at === undefined ? new Date().toISOString() : at.recordedAt))
  }

  /** The live rows with the keys of some rows: what of a row of a position is true now. */
  async liveRowsOf<R extends ListedRow>(view: StoredView<R>, rows: readonly R[]): Promise<readonly R[]> {
    const where = rows.map((row) => Object.fromEntries(['caseId', ...view.key].map((column) => [column, row[column as keyof R]])))
    if (where.length === 0) return []
    return (await rowsAt(this.db, view).where(where).getMany()).map(withoutNulls)
  }

  private read<T>(
    view: Pick<View, 'name' | 'version'>,
    query: Pick<PageQuery, 'case' | 'schema'>,
    read: (at: AtPosition | undefined) => Promise<T>,
  ): Promise<T> {
    return readListAtPosition({ db: this.db, store: this.store }, query, view, read)
  }

  /** Of rows of a position: that they are still the agency's. */
  private ownNow(view: Pick<View, 'name' | 'version' | 'key'>, agencyId: AgencyId, condition: string): string {
    return isStillOwn(view, condition, agencyId === this.self.receiving?.agencyId)
  }

  /** By case, of some cases: the offices from which the case went on to the agency, for which it carries on. */
  async takenOverBy(agencyId: AgencyId, caseIds: readonly string[]): Promise<ReadonlyMap<string, readonly AgencyId[]>> {
    if (caseIds.length === 0) return new Map()
    const found: { caseId: string; offices: readonly AgencyId[] }[] = await this.db.query(
      `select case_id as "caseId", former_offices as offices from ${CASE_FILES} where office = $1 and former_offices is not null and case_id = any ($2::uuid[])`,
      [agencyId, caseIds],
    )
    return new Map(found.map(({ caseId, offices }) => [caseId, offices]))
  }
}
