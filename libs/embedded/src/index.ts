export { CannotStart, DataInUse } from './cannot-start.ts'
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres.ts'
