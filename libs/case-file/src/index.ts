export type {
  CaseFile,
  ConsentInFile,
  DetentionInFile,
  DossierInFile,
  Entry,
  HearingInFile,
  PersonInFile,
  ReferralInFile,
  Source,
} from './case-file.ts'
export { CaseFileTable } from './case-file.entity.ts'
export { caseFileMigrations } from './case-file.migration.ts'
export { caseFileOf } from './case-file.view.ts'
export { caseFile, type CasePage, type CasesAsked, casesOf, type CaseSummary, UnknownCursor } from './case-files.ts'
export { CaseFileController } from './case-file.controller.ts'
export { entry } from './folding.ts'
export { type Listed, ofCasesOf, type Page, pageOf, PageQuery, type Reader, withoutNulls } from './page.ts'
