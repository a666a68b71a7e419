import { databaseUrl, type Part, withSession } from '@case-timeline/service-kit/provisioning'
import { Failure } from '../failure.ts'
import type { AdminSession } from './admin-session.ts'

/** Roles that all deployments of a server share. Nobody logs in as one of them. */
const SHARED_ROLES = ['events_owner', 'events_reader', 'events_service', 'vault_owner', 'vault_service']

/**
 * Refuses databases and roles of another system that have the names of a deployment's. Its users would lose their access
 * to the database, which everybody has by default, and its role would own the events or keys.
 * @param present the databases of the server
 * @throws Failure; nothing was changed
 */
export const refuseOtherSystems = async (
  admin: AdminSession,
  prefix: string,
  parts: readonly Part[],
  present: ReadonlySet<string>,
): Promise<void> => {
  const { rows } = await admin.session.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any ($1) and (rolcanlogin or rolsuper)',
    [SHARED_ROLES],
  )
  if (rows.length > 0)
    throw new Failure(
      `The role ${rows.map(({ rolname }) => rolname).join(', ')} of this server belongs to another system: one may log in with it.`,
      ['rename that role, or use a PostgreSQL server of its own'],
    )
  for (const part of ['events', 'vault'] as const) {
    const database = `${prefix}${part}`
    if (!parts.includes(part) || !present.has(database)) continue
    if (await withSession(databaseUrl(admin.url, database), async (session) => (await session.query(OTHER_TABLES, [part])).rowCount))
      throw new Failure(`The database ${database} of this server belongs to another system: it has tables, and none of a deployment.`, [
        'give a --prefix, with which the deployment has names of its own',
      ])
  }
}

const OTHER_TABLES = `select from pg_class join pg_namespace n on n.oid = relnamespace
  where relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and to_regclass($1 || '_migrations.applied') is null limit 1`
