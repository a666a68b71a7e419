export { CannotStart, DataInUse } from './cannot-start.ts'
export { claimFolder, type OwnerFile } from './owner-file.ts'
export { processExists } from './process-exists.ts'
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres.ts'
