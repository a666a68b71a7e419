import { migrateEventStore, requireMigratableEventStore } from '@case-timeline/event-store/drivers'
import { migrateVault, requireKnownVault } from '@case-timeline/vault'
import { asOwner } from './as-owner.ts'
import { databaseUrl, serviceLogins, withSession } from './databases.ts'
import { type DescribedViews, viewTablesOf } from './view-tables.ts'
import { migrateViews, requireKnownViews } from './views-database.ts'

/** One database of a deployment, as `casectl migrate` sees it. */
export interface Migratable {
  readonly database: string
  /**
   * Changes nothing.
   * @throws WrongDeployment if a newer release has changed it, UpgradeRefused if something has to be done before
   */
  check(): Promise<void>
  /** Brings it to this release. @returns what was changed; empty where nothing was to do */
  migrate(): Promise<readonly string[]>
}

/**
 * The databases of a deployment on one server, which may lack the events (they are in an EventStoreDB) or the vault (it
 * is on a server of its own). The logins keep their passwords.
 * @param adminUrl of a superuser, to any database of the server
 * @param descriptions of the services whose views are migrated
 */
export const migratableDatabases = (adminUrl: string, prefix: string, descriptions: readonly DescribedViews[]): readonly Migratable[] => {
  const urlOf = (database: string) => databaseUrl(adminUrl, database)
  const [events, vault] = [`${prefix}events`, `${prefix}vault`]
  return [
    {
      database: events,
      check: () => withSession(urlOf(events), requireMigratableEventStore),
      migrate: () => collected((report) => migrateEventStore(urlOf(events), { logins: {}, report })),
    },
    {
      database: vault,
      check: () => withSession(urlOf(vault), requireKnownVault),
      migrate: () => collected((report) => migrateVault(urlOf(vault), { logins: {}, report })),
    },
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
}

const collected = async (work: (report: (change: string) => void) => Promise<unknown>): Promise<readonly string[]> => {
  const changes: string[] = []
  await work((change) => void changes.push(change))
  return changes
}
