// Separate from index.ts, so that code which only uses the port does not load gRPC and pg.
export * from './open-event-store.ts'
export * from './postgres/postgres-event-store.ts'
export * from './postgres/login-bounds.ts'
export * from './postgres/login.ts'
export * from './postgres/migrate.ts'
export * from './eventstoredb/eventstoredb-event-store.ts'
export * from './eventstoredb/restrict-access.ts'
export { ConnectionStringError } from './eventstoredb/connection-string.ts'
