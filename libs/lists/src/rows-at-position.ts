import { type DisclosedCase, notKept } from '@case-timeline/access'
import { comparePositions } from '@case-timeline/contracts'
import { columnOf, type MaterialisedSchema, type Row, type StoredView, tableNameOf, type View } from '@case-timeline/projections'
import type { DataSource, SelectQueryBuilder } from 'typeorm'
import { CASE_FILES, takesPart } from './cases-of-reader.ts'

/** A schema of views at a position of the log, from which rows are read. */
export type AtPosition = Pick<MaterialisedSchema, 'schema' | 'position' | 'recordedAt'>

/**
 * The table of a view's rows, as SQL has it.
 * @param at absent: the live rows
 */
export const tableAt = (view: Pick<View, 'name' | 'version'>, at?: Pick<AtPosition, 'schema'>): string =>
  at === undefined ? tableNameOf(view) : `${at.schema}.${tableNameOf(view)}`

/**
 * A query of a view's rows, with the query alias `listed`.
 * @param at absent: the live rows
 */
export const rowsAt = <R extends Row>(db: DataSource, view: StoredView<R>, at?: Pick<AtPosition, 'schema'>): SelectQueryBuilder<R> => {
  const rows = db.getRepository(view.entity).createQueryBuilder('listed')
  // TypeORM quotes the parts of the name itself.
  for (const alias of rows.expressionMap.aliases) alias.tablePath = tableAt(view, at).replaceAll('"', '')
  return rows
}

/**
 * An SQL condition on a row of an earlier position, with the table alias `listed` and the parameter `:agencyId`: the row is
 * still the agency's by the condition of the live list. One that is gone since, such as that of a retracted fact, is if
 * the agency takes part in the case. So nobody reads of the past what is closed to them now.
 * @param condition of the live list, with the alias `listed`
 * @param isReceiving whether the agency receives the service's handovers; absent: the service has no case files, and a row that
 *   is gone is nobody's
 */
export const isStillOwn = (view: Pick<View, 'name' | 'version' | 'key'>, condition: string, isReceiving?: boolean): string => {
  const columns = ['caseId', ...view.key].map(columnOf)
  const keyOf = (alias: string): string => `(${columns.map((column) => `${alias}.${column}`).join(', ')})`
  const live = tableNameOf(view)
  const isOwnNow = `${keyOf('listed')} in (select ${columns.map((column) => `listed.${column}`).join(', ')} from ${live} listed where (${condition}))`
  if (isReceiving === undefined) return isOwnNow
  const isGone = `not exists (select 1 from ${live} live where ${keyOf('live')} = ${keyOf('listed')})`
  const participates = `(select ${takesPart('part', ':agencyId', isReceiving)} from ${CASE_FILES} part where part.case_id = listed.case_id)`
  return `(${isOwnNow} or (${isGone} and ${participates}))`
}

/**
 * What is disclosed of a case of all that had been recorded up to a position.
 * @param at absent: of all that is recorded
 */
export const disclosedAt = (disclosed: DisclosedCase, at: Pick<AtPosition, 'position'> | undefined): DisclosedCase =>
  at === undefined
    ? disclosed
    : {
        ...disclosed,
        facts: disclosed.facts.filter(({ recorded }) => comparePositions(recorded.position, at.position) <= 0),
        // What is kept belongs to all facts.
        computed: notKept,
      }
