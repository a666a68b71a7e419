import { serviceLogins } from '@case-timeline/service-kit/provisioning'
import type { AdminSession } from './admin-session.ts'

/**
 * Databases of every server to which PostgreSQL lets every login connect: one that was stolen could keep sessions there. In
 * `template1` they would stop every `create database`.
 */
const OPEN = ['postgres', 'template1']

const STILL_OPEN = `select datname as name from pg_database where datname = any ($1) and
  (has_database_privilege('public', datname, 'connect') or has_database_privilege('public', datname, 'temporary'))`

/** Logins that are neither superusers nor of a deployment, whatever its prefix. */
const OF_OTHERS = `select rolname as name from pg_roles r where r.rolcanlogin and not r.rolsuper
  and not exists (select from unnest($1::text[]) own(ending) where right(r.rolname, length(ending)) = ending) order by 1`

/** PostgreSQL's code for a row that another session is changing. */
const CONCURRENTLY_UPDATED = 'XX000'

const namesOf = async ({ session }: AdminSession, statement: string, values: readonly string[]): Promise<readonly string[]> =>
  (await session.query<{ name: string }>(statement, [values])).rows.map(({ name }) => name)

/**
 * Withdraws from all logins what PostgreSQL grants them on databases that belong to no deployment, unless logins of other
 * systems of this server may need it.
 * @returns a sentence about what was done, or is left to the administrator; undefined: nothing was to do
 */
export const closeSharedDatabases = async (admin: AdminSession): Promise<string | undefined> => {
  const open = await namesOf(admin, STILL_OPEN, OPEN)
  if (open.length === 0) return undefined
  const endings = serviceLogins('').map(({ login }) => login)
  const others = await namesOf(admin, OF_OTHERS, endings)
  const statement = `revoke connect, temporary on database ${open.join(', ')} from public`
  if (others.length > 0)
    return `every login may still connect to ${open.join(' and ')}, because other systems may need it (${listed(others)}): if none does, ${statement}`
  try {
    await admin.session.query(statement)
  } catch (error) {
    // Another casectl does the same.
    if ((error as { code?: string }).code !== CONCURRENTLY_UPDATED) throw error
  }
  return `no login but those of superusers may connect to ${open.join(' and ')} any more`
}

const MOST_LISTED = 3
const listed = (names: readonly string[]): string =>
  names.length <= MOST_LISTED ? names.join(', ') : `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more`
