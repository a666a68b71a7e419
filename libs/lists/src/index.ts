export { type CountedRows, Lists, type RowFilter } from './lists.ts'
export {
  CASE_FILE_VIEW,
  CASE_FILES,
  casesByIndex,
  hasRowsAfter,
  isAssigned,
  isExcluded,
  isOfReader,
  notExcluded,
  ownInCase,
  ownWhileInCase,
  ownOrTakenOver,
  type OwnRows,
  RECEIVING_OFFICE,
  ROWS_IN_ORDER,
  rowsOfOffice,
  takesPart,
} from './cases-of-reader.ts'
export { disclosedRows, ordersWithholding, refoldedFrom, disclosedHistory, Withheld } from './disclosed-rows.ts'
export { type AtPosition, disclosedAt, isStillOwn, rowsAt, tableAt } from './rows-at-position.ts'
export { readAtPosition, readListAtPosition, SCHEMA_QUERY } from './views-at-position.ts'
export {
  amongFirst,
  PAGE_MEMBERS,
  type ListedRow,
  inCasesOfAgency,
  type Page,
  type PageRequest,
  pageInCasesOfAgency,
  pageOf,
  PageQuery,
  pageSchema,
  type Reader,
  readerOf,
  withheldIn,
  withoutNulls,
} from './page.ts'
