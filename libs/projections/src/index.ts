export { isOutdated, outdatedViews } from './basis.ts'
export { type CaseStep, caseSteps } from './case-steps.ts'
export { type Digest, digest } from './digest.ts'
export { type MarkedRow, markedRow, marksOf } from './entries.ts'
export { type CaseRows, fold, keyOf, keyText, refold, type Rows } from './fold.ts'
export { listProjections, type ProjectionStatus } from './projection-status.ts'
export { rowsFromHistory, projection, projections } from './projection.ts'
export { type Comparison, type Difference, ViewStandsStill } from './compare.ts'
export { CannotMaterialise } from './filling-schema.ts'
export { type MaterialisedSchema, materialisedSchema, NotReadable, readInSchema, requireWhole } from './materialised-schema.ts'
export { materialise, type Materialised, type MaterialiseWork } from './materialise.ts'
export type { Throttle } from './pace.ts'
export { DiffersFromView, type KeptComparison, rebuild, type RebuildResult, type RebuildWork } from './rebuild.ts'
export { NothingToRestore, retire, rollback } from './rollback.ts'
export type { Swapped } from './swap.ts'
export { type Prepared, prepare, type PrepareWork } from './prepare.ts'
export { type Recorded, type RecordedOf, recordedBy } from './recorded.ts'
export { NoRoom, type Room, roomFor } from './room.ts'
export { AlreadyUnderWay, Cancelled, type Progress, type Purpose, shadowNameOf, SwappedSince, type Work } from './shadow.ts'
export { type VerifyResult, type VerifyWork, verify } from './verify.ts'
export {
  columnOf,
  consumerNameOf,
  entriesNameOf,
  type ItemsOf,
  type Key,
  type Known,
  type Listed,
  type Listing,
  listingNameOf,
  type Row,
  tableNameOf,
  type View,
  view,
} from './view.ts'
export { fillTogether, type TogetherWork } from './together.ts'
export { hidden, type ListingTable, optional, type StoredView, storedView, tablesOf, type ViewTable, viewTable } from './view-table.ts'
export { type ComparedTable, tablesOfView } from './table.ts'
