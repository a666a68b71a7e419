export * from './vault.ts'
export * from './postgres/postgres-vault.ts'
export * from './postgres/provide-vault.ts'
