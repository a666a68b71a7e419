export { isOutdated, outdatedViews } from './basis.ts'
export { type Digest, digest } from './digest.ts'
export { storedRow } from './entries.ts'
export { type CaseRows, fold, keyOf, keyText, refold, type Rows } from './fold.ts'
export { listProjections, type ProjectionStatus } from './projection-status.ts'
export { rowsFromHistory, projection, projections } from './projection.ts'
export { rebuild, type RebuildResult } from './rebuild.ts'
export { type Recorded, type RecordedOf, recordedBy } from './recorded.ts'
export { AlreadyUnderWay, type Progress, shadowNameOf, type Work } from './shadow.ts'
export { type Difference, type VerifyResult, verify } from './verify.ts'
export {
  columnOf,
  consumerNameOf,
  entriesNameOf,
  type Key,
  type Known,
  type Listing,
  listingNameOf,
  type Row,
  tableNameOf,
  type View,
  view,
} from './view.ts'
export { hidden, type ListingTable, optional, type StoredView, storedView, tablesOf, type ViewTable, viewTable } from './view-table.ts'
