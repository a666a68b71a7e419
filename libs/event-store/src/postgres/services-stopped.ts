import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { UpgradeRefused } from '../deployment.ts'

// A service keeps sessions open. One of a new release that waits for its migrations connects for a moment only, so that
// one of several looks finds none of its sessions.
const LOOKS = 6
const BETWEEN_LOOKS_MS = 400

const SESSIONS = `select l.service, count(*)::int as sessions from pg_stat_activity a join events.service_login l on l.login = a.usename
  where a.datname = current_database() group by l.service order by l.service`

/**
 * Refuses a migration that takes away what services of an older release use, while any service is connected: their
 * commands and queries would fail from then on.
 * @param client a superuser's connection, in no transaction
 * @throws UpgradeRefused
 */
export const requireServicesStopped = async (client: pg.Client, migration: number): Promise<void> => {
  for (let look = 1; ; look += 1) {
    const { rows } = await client.query<{ service: string; sessions: number }>(SESSIONS)
    if (rows.length === 0) return
    if (look === LOOKS) {
      const connected = rows.map(({ service, sessions }) => `${service} (${sessions})`).join(', ')
      throw new UpgradeRefused(
        `migration ${migration} of the event store takes away what services of the older release use, and services are connected, with sessions: ${connected}. Stop every service, migrate, and start the services of this release`,
      )
    }
    await pause(BETWEEN_LOOKS_MS)
  }
}
