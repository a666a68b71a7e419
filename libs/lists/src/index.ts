export { Lists } from './lists.ts'
export { disclosedRows, ordersWithholding, refoldedFrom, disclosedHistory, Withheld } from './disclosed-rows.ts'
export {
  PAGE_MEMBERS,
  CASE_FILE_VIEW,
  CASE_FILES,
  type ListedRow,
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
