// Separate from drivers.ts, so that casectl can set up a PostgreSQL without loading gRPC.
export * from './postgres/admin-connection.ts'
export * from './postgres/login-bounds.ts'
export * from './postgres/login.ts'
export * from './postgres/migrate.ts'
