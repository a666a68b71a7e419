import { Confidentiality, type Disclosed, ThisService } from '@case-timeline/access'
import type { RequestContext } from '@case-timeline/http'
import type { StoredView } from '@case-timeline/projections'
import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { inCasesOfAgency, type ListedRow, type Page, pageOf, type PageQuery, readerOf } from './page.ts'

/**
 * Reads the lists of a service for the caller of a query. Cases from which the caller is excluded are left out, and so
 * is data that a court order withholds. A condition is put in brackets, so that an `or` in it cannot add other rows. A
 * class, because Nest injects it by this token.
 */
@Injectable()
export class Lists {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
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
    const rows = this.db.getRepository(view.entity).createQueryBuilder('listed')
    const reader = readerOf(context, this.self)
    const listed = condition === undefined ? rows : rows.where(`(${condition})`)
    return pageOf(inCasesOfAgency(listed, reader), view, page, reader, this.confidentiality)
  }

  /**
   * One page of the rows that are the agency's own by a condition, whatever agencies participate in their cases.
   * @param condition in SQL, with the query alias `listed`; `:agencyId` is the caller's agency
   */
  ownRows<R extends ListedRow>(
    view: StoredView<R>,
    context: RequestContext,
    page: PageQuery,
    condition: `${string}:agencyId${string}`,
  ): Promise<Disclosed<Page<R>>> {
    const { agencyId } = context.actor
    const rows = this.db.getRepository(view.entity).createQueryBuilder('listed').where(`(${condition})`, { agencyId })
    return pageOf(rows, view, page, readerOf(context), this.confidentiality)
  }
}
