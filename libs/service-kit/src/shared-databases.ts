import { migrateEventStore, requireMigratableEventStore } from '@case-timeline/event-store/postgres'
import { migrateVault, requireKnownVault } from '@case-timeline/vault'
import { databaseUrl, withSession } from './databases.ts'

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

/** The databases that the services of a deployment share: events and vault. Parameters are those of `migratableDatabases`. */
export const sharedDatabases = (adminUrl: string, prefix: string): readonly Migratable[] => {
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
  ]
}

const collected = async (work: (report: (change: string) => void) => Promise<unknown>): Promise<readonly string[]> => {
  const changes: string[] = []
  await work((change) => void changes.push(change))
  return changes
}
