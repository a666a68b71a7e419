// Separate from index.ts, so that casectl can set up and check databases without loading Nest.
export { protectedUrl, unverifiedServer } from './database-urls.ts'
export {
  type DatabaseUrls,
  databaseUrl,
  type Part,
  PARTS,
  provideDatabases,
  type ServiceLogin,
  serviceLogins,
  serviceUrl,
  withSession,
} from './databases.ts'
export { type Migratable, sharedDatabases } from './shared-databases.ts'
