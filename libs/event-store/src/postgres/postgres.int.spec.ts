import { eventStoreContract } from '../event-store.contract.fixtures.ts'
import { eventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

eventStoreContract('postgres', async () => {
  const { adminUrl, urls, asAdmin, backup, drop } = await eventDatabase()
  const database = new URL(adminUrl).pathname.slice(1)
  return {
    capabilities: { densePositions: true, monotoneRecordedAt: true, guards: true, uniqueEventIds: true },
    ownServer: true,
    open: (service) => postgresEventStore({ url: urls[service], pollMs: 200 }),
    async killConnections() {
      const killed = await asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}' and application_name = 'case-timeline event store'`,
      )
      return killed.rowCount ?? 0
    },
    tampering: {
      'UPDATE by a superuser': () => asAdmin(`update events.event set data = '{}'`),
      'DELETE by a superuser': () => asAdmin('delete from events.event'),
      'TRUNCATE by a superuser': () => asAdmin('truncate events.event'),
      'UPDATE as a replica would': () => asAdmin('set session_replication_role = replica', `update events.event set data = '{}'`),
      'DELETE as a replica would': () => asAdmin('set session_replication_role = replica', 'delete from events.event'),
      'TRUNCATE as a replica would': () => asAdmin('set session_replication_role = replica', 'truncate events.event'),
    },
    backup,
    close: drop,
  }
})
