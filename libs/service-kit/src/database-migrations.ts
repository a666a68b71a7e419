import { asOwner } from './as-owner.ts'
import { serviceLogins } from './databases.ts'
import { type Migratable, sharedDatabases } from './shared-databases.ts'
import { type DescribedViews, viewTablesOf } from './view-tables.ts'
import { migrateViews, requireKnownViews } from './views-database.ts'

/**
 * The databases of a deployment on one server, which may lack the events (they are in an EventStoreDB) or the vault (it
 * is on a server of its own). The logins keep their passwords.
 * @param adminUrl of a superuser, to any database of the server
 * @param descriptions of the services whose views are migrated
 */
export const migratableDatabases = (adminUrl: string, prefix: string, descriptions: readonly DescribedViews[]): readonly Migratable[] => [
  ...sharedDatabases(adminUrl, prefix),
  ...descriptions.flatMap((description) =>
    serviceLogins(prefix, ['views'])
      .filter(({ service }) => service === description.name)
      .map(({ database, login }) => {
        const views = (url: string) => ({ url, name: 'casectl migrate', views: viewTablesOf(description) })
        return {
          database,
          check: () => asOwner(adminUrl, { database, login }, (url) => requireKnownViews(views(url))),
          migrate: () => asOwner(adminUrl, { database, login }, (url) => migrateViews(views(url))),
        }
      }),
  ),
]
