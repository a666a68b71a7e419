import { CASE_FILES, hasRowsAfter, ROWS_IN_ORDER } from '@case-timeline/lists'
import { OFFICE_WITH_CASE } from './deadline.ts'

/** An office that has no more cases has few. */
const FEW_CASES = 200

/** What is read of the deadlines of the offices that have the case, in SQL. */
interface OfOffices {
  /** Each office: of a case file only one of them is. */
  readonly offices: readonly string[]
  /** On a case file `file`, in addition to its office. */
  readonly isVisible: string
}

const caseFilesOf = (offices: readonly string[], selectOf: (office: string) => string): string =>
  `(${offices.map((office) => `(${selectOf(office)})`).join(' union all ')}) file`

/**
 * Of an equal value, PostgreSQL's plan for all values expects as many rows as of the average office, which may be half of
 * all cases. Of a range it expects few, so that it reads them by the index.
 */
const allOf = (office: string): string =>
  `select case_id, is_retracted, excluded from ${CASE_FILES} where office >= ${office} and office <= ${office}`

/**
 * The first case files of an office in the order of the index, which ends where they are enough. A range in two forms is
 * expected to have more rows than one in a single form, and a value in a subquery is unknown: otherwise all would be
 * gathered before the first.
 */
const firstOf = (office: string): string =>
  `select case_id, is_retracted, excluded from ${CASE_FILES}
    where office >= (select ${office}) and (office, case_id) <= ((select ${office}), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    order by office limit ${FEW_CASES + 1}`

/** The first part of a statement with `selectOfOffices`: the cases of the offices, if they have few; otherwise null. */
export const withFewCases = ({ offices, isVisible }: OfOffices): string =>
  `with office as materialized (
    select case when count(*) <= ${FEW_CASES} then coalesce(array_agg(file.case_id) filter (where ${isVisible}), '{}') end as few_cases
    from ${caseFilesOf(offices, firstOf)})`

interface Deadlines {
  readonly columns: string
  /** Where deadlines are read from. */
  readonly items: string
  /** On a deadline `d`: what an index finds in the order of the page. */
  readonly conditions: string
  readonly limit: string
}

/**
 * A page of the deadlines of the offices that have the case. A deadline names no such office, which changes with the case:
 * so those of few cases are read case by case. Of other offices, those that come next in the order of the page are looked
 * at, and all cases of the office only if too few of these are its own (ADR 124). PostgreSQL's plan decides nothing of it.
 */
export const selectOfOffices = ({ columns, items, conditions, limit }: Deadlines, of: OfOffices): string => {
  const order = 'order by d.due_by, d.clock_id'
  const next = `from ${items} d where ${conditions} ${order}`
  const isOfOffice = `(select file.office in (${of.offices.join(', ')}) and ${of.isVisible} from ${CASE_FILES} file where file.case_id = d.case_id)`
  const fewCases = '(select few_cases from office)'
  const allCases = `array(select file.case_id from ${caseFilesOf(of.offices, allOf)} where ${of.isVisible})`
  return `(with
    ordered as materialized (
      select ${columns} from (select * ${next} limit ${ROWS_IN_ORDER}) d where ${fewCases} is null and ${isOfOffice} ${order} limit ${limit}),
    chosen as materialized (
      select ${fewCases} is not null or ((select count(*) from ordered) < ${limit} and ${hasRowsAfter(next)}) as by_case)
    select * from ordered where not (select by_case from chosen)
    union all (
      select ${columns} from (select * from ${items} where case_id = any (coalesce(${fewCases}, ${allCases})) and listed_for = '${OFFICE_WITH_CASE}' offset 0) d
      where (select by_case from chosen) and ${conditions} ${order} limit ${limit}))`
}
