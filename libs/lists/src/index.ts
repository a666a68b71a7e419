export { Lists, type RowFilter } from './lists.ts'
export { disclosedRows, ordersWithholding, refoldedFrom, disclosedHistory, Withheld } from './disclosed-rows.ts'
export {
  PAGE_MEMBERS,
  CASE_FILE_VIEW,
  CASE_FILES,
  ownInCase,
  ownOrTakenOver,
  RECEIVING_OFFICE,
  type ListedRow,
  isExcluded,
  isAssigned,
  notExcluded,
  inCasesOfAgency,
  type Page,
  pageOf,
  PageQuery,
  pageSchema,
  type Reader,
  readerOf,
  withheldIn,
  withoutNulls,
} from './page.ts'
