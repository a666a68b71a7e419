export type { CaseFile, ConsentInFile, DetentionInFile, DossierInFile, HearingInFile, PersonInFile, ReferralInFile } from './case-file.ts'
export { CaseFileTable } from './case-file.entity.ts'
export { caseFileMigrations } from './case-file.migration.ts'
export { caseFileOf } from './case-file.view.ts'
export { caseFile, type CasePage, type CasesAsked, casesOf, type CaseSummary, type ReadableCaseFile, UnknownCursor } from './case-files.ts'
export { CaseFileController } from './case-file.controller.ts'
export { type Entry, entryOf, type Source } from './entry.ts'
export { entry } from './folding.ts'
export { disclosedRows, ordersKeeping, refoldedFrom, shownOf, Withheld } from './disclosed-rows.ts'
export {
  BESIDE_A_LIST,
  type Listed,
  notExcluded,
  ofCasesOf,
  type Page,
  pageOf,
  PageQuery,
  pageSchema,
  type Reader,
  readerOf,
  withheldIn,
  withoutNulls,
} from './page.ts'
