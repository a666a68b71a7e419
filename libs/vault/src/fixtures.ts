export { vaultDatabase, type VaultDatabase } from './postgres/database.fixtures.ts'
