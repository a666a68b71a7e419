import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { WrongDeployment } from '@case-timeline/event-store'
import { boundLogin, connectAsAdmin, loginName, provideLogin } from '@case-timeline/event-store/postgres'
import pg from 'pg'
import { keys } from './migrations/0001-keys.migration.ts'
import { openings } from './migrations/0002-openings.migration.ts'
import { version } from './migrations/0003-version.migration.ts'
import { compatibility } from './migrations/0004-compatibility.migration.ts'
import { ownAgency } from './migrations/0005-own-agency.migration.ts'

interface Migration {
  readonly sql: string
  /** The version that a release must know to work on a vault that has this migration and all before it. Absent: this one. */
  readonly needs?: number
}

/** By version, which is 1 for the first. */
const MIGRATIONS: readonly Migration[] = [
  { sql: keys },
  { sql: openings },
  { sql: version },
  { sql: compatibility, needs: 3 },
  { sql: ownAgency, needs: 3 },
]

/** The version of the newest migration of this release. */
export const NEWEST_VAULT_MIGRATION = MIGRATIONS.length

/** The version of the oldest vault on which this release works. */
export const OLDEST_VAULT_MIGRATION = 3

// Roles and databases belong to the whole server: another process may create or grant the same ones at this moment, and
// then the work is tried again.
const RACE_ERROR_CODES = new Set(['XX000', '23505', '42710', '42P04', '40001', '40P01', '55006', '55P03'])

type Passwords = Readonly<Partial<Record<ServiceName, string>>>

const urlPerService = (of: (service: ServiceName) => string): Record<ServiceName, string> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, string>

/**
 * Provides the vault on a server: its database, schema `vault`, the roles, and one login per service that sees only its
 * own keys and openings. May be repeated, also by several processes at the same time; a changed password is set.
 * @param adminUrl of a superuser, to any database of the server
 * @param passwords of the logins; a login without one here exists already, and keeps its password
 * @returns the URL of the vault for each service, without a password if none was given for its login
 * @throws WrongDeployment if a newer release has changed the vault, LoginMissing; then nothing was changed, no password
 * either
 */
export const provideVault = async (adminUrl: string, passwords: Passwords, database = 'vault'): Promise<Record<ServiceName, string>> => {
  await asAdmin(adminUrl, (admin) => createDatabase(admin, database))
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  await migrateVault(url.href, { logins: passwords })
  return urlPerService((service) => {
    url.username = encodeURIComponent(loginName(database, service))
    url.password = encodeURIComponent(passwords[service] ?? '')
    return url.href
  })
}

/**
 * Migrates the database of a vault to this release. May be repeated, also by several processes at the same time.
 * @param url of a superuser, to the database itself
 * @param logins their passwords, as for `provideVault`
 * @param report receives what was changed, when it is committed: `migration 3`
 * @throws as `provideVault`
 */
export const migrateVault = async (
  url: string,
  { logins, report }: { readonly logins: Passwords; readonly report?: ((change: string) => void) | undefined },
): Promise<void> => {
  let changes: readonly string[] = []
  await asAdmin(url, async (admin) => {
    changes = await migrate(admin, logins)
  })
  for (const change of changes) report?.(change)
}

/**
 * Refuses a vault that a newer release has migrated. Changes nothing.
 * @param client a superuser's connection to the database, which may be empty
 * @throws WrongDeployment
 */
export const requireKnownVault = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('vault_migrations.applied') is not null as exists`)
  if (rows[0]?.exists) await appliedVersions(client)
}

const appliedVersions = async (admin: pg.Client): Promise<ReadonlySet<number>> => {
  const { rows } = await admin.query<{ version: number }>('select version from vault_migrations.applied')
  const unknown = rows.map(({ version }) => version).filter((version) => version > NEWEST_VAULT_MIGRATION)
  if (unknown.length > 0)
    throw new WrongDeployment(
      `a newer release has changed the vault (migration ${unknown.join(', ')}): start that release, or restore the backup from before it`,
    )
  return new Set(rows.map(({ version }) => version))
}

const asAdmin = async (adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const admin = await connectAsAdmin(adminUrl)
    try {
      await work(admin)
      return
    } catch (error) {
      if (attempt >= 10 || !(error instanceof pg.DatabaseError) || !RACE_ERROR_CODES.has(error.code ?? '')) throw error
      await pause(20 * attempt * (1 + Math.random()))
    } finally {
      await admin.end()
    }
  }
}

const createDatabase = async (admin: pg.Client, database: string): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(database)}`)
}

const migrate = async (admin: pg.Client, passwords: Passwords): Promise<readonly string[]> => {
  const changes: string[] = []
  await admin.query('begin')
  try {
    await admin.query(`select pg_advisory_xact_lock(hashtextextended('case-timeline vault migration', 0))`)
    await admin.query(`set local lock_timeout = '5s'`)
    for (const role of ['vault_owner', 'vault_service'])
      await admin.query(
        `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if; end $$`,
      )
    await admin.query('create schema if not exists vault_migrations')
    await admin.query(
      'create table if not exists vault_migrations.applied (version int primary key, applied_at timestamptz not null default now())',
    )
    const applied = await appliedVersions(admin)
    for (const [index, { sql, needs }] of MIGRATIONS.entries()) {
      if (applied.has(index + 1)) continue
      await admin.query(sql)
      await admin.query('insert into vault_migrations.applied (version) values ($1)', [index + 1])
      // Vaults before migration 4 have no such column.
      if (needs !== undefined) await admin.query('update vault_migrations.applied set needs = $2 where version = $1', [index + 1, needs])
      changes.push(`migration ${index + 1}`)
    }
    const database = (await admin.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? ''
    await admin.query(`revoke all on database ${admin.escapeIdentifier(database)} from public`)
    for (const service of SERVICES) await grantLogin(admin, database, service, passwords[service])
    await admin.query('commit')
    return changes
  } catch (error) {
    await admin.query('rollback').catch(() => undefined)
    throw error
  }
}

const grantLogin = async (admin: pg.Client, database: string, service: ServiceName, password?: string): Promise<void> => {
  const login = loginName(database, service)
  const role = admin.escapeIdentifier(login)
  await provideLogin(admin, login, password)
  await admin.query(`grant vault_service to ${role}`)
  await boundLogin(admin, login, database, 0.1)
  await admin.query(`grant connect on database ${admin.escapeIdentifier(database)} to ${role}`)
  await admin.query(
    'insert into vault.service_login (login, service) values ($1, $2) on conflict (login) do update set service = excluded.service',
    [login, service],
  )
}
