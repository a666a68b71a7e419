import { setTimeout as pause } from 'node:timers/promises'
import { EVENT_TYPES, recordersOf, SERVICES, type EventType, type ServiceName } from '@case-timeline/contracts'
import pg from 'pg'
import { WrongDeployment } from '../deployment.ts'
import { connectAsAdmin } from './admin-connection.ts'
import { boundLogin } from './login-bounds.ts'
import { provideLogin } from './login.ts'
import { log } from './migrations/0001-log.migration.ts'
import { append } from './migrations/0002-append.migration.ts'
import { guardsOfCases } from './migrations/0003-guards-of-cases.migration.ts'
import { appendFoundation } from './migrations/0004-append-foundation.migration.ts'
import { checkedAppend } from './migrations/0004-append.migration.ts'
import { reading } from './migrations/0004-reading.migration.ts'
import { logPositions } from './migrations/0006-log-positions.migration.ts'
import { clocks } from './migrations/0008-clocks.migration.ts'
import { deployment } from './migrations/0008-deployment.migration.ts'
import { cases } from './migrations/0009-cases.migration.ts'
import { scanning } from './migrations/0010-scanning.migration.ts'
import { compatibility } from './migrations/0011-compatibility.migration.ts'
import { basisLeftOut } from './migrations/0012-basis-left-out.migration.ts'
import { successiveCommands } from './migrations/0013-successive-commands.migration.ts'
import { strictAppend } from './migrations/0014-strict-append.migration.ts'
import { noMessages } from './migrations/0015-no-messages.migration.ts'
import { boundedGuards } from './migrations/0016-bounded-guards.migration.ts'
import { ownedIds } from './migrations/0017-owned-ids.migration.ts'
import { boundedStarts } from './migrations/0018-bounded-starts.migration.ts'
import { plannedByIndex } from './migrations/0019-planned-by-index.migration.ts'
import { requireServicesStopped } from './services-stopped.ts'

interface Migration {
  readonly sql: string
  /**
   * The version that a release must know to work on a database that has this migration and all before it. Absent: this
   * one, so a release from before it does not start, and it is not applied while services of such a release are connected.
   * One that only adds after others that only add names the same version as they: else the release before them does not
   * start.
   */
  readonly needs?: number
}

/** By version, in the order in which they are applied. */
const MIGRATIONS = new Map<number, Migration>([
  [1, { sql: log }],
  [2, { sql: append }],
  [3, { sql: guardsOfCases }],
  [4, { sql: appendFoundation + checkedAppend + reading }],
  [6, { sql: logPositions }],
  [8, { sql: deployment + clocks }],
  [9, { sql: cases }],
  [10, { sql: scanning }],
  [11, { sql: compatibility, needs: 10 }],
  [12, { sql: basisLeftOut, needs: 10 }],
  [13, { sql: successiveCommands, needs: 10 }],
  [14, { sql: strictAppend, needs: 10 }],
  [15, { sql: noMessages, needs: 10 }],
  [16, { sql: boundedGuards, needs: 10 }],
  [17, { sql: ownedIds, needs: 10 }],
  [18, { sql: boundedStarts, needs: 10 }],
  [19, { sql: plannedByIndex, needs: 10 }],
])

/** The version of the oldest database on which this release works: services of it may start before its migrations have run. */
export const OLDEST_MIGRATION = 10

/** The version of the newest migration of this release. */
export const NEWEST_MIGRATION = Math.max(...MIGRATIONS.keys())

/**
 * The migrations since which a database keeps the types that services may record, `needs`, and the order of services and the
 * versions of types.
 */
const [KEEPS_TYPES, KEEPS_NEEDS, KEEPS_VERSIONS] = [4, 11, 14]

// Run each time, since a restored database has the rights of a new one. Any login could take the locks of an append, read
// from pg_locks who appends where and from statistics how many rows were passed over, and fill the disk with large objects.
const WITHHELD = `do $$ declare f regprocedure; begin
  for f in select p.oid from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and has_function_privilege('public', p.oid, 'execute')
      and (p.proname ~ '^pg_(try_)?advisory_' or p.proname ~ '^(pg_stat_get_|lo_)' or p.proname in ('lowrite', 'pg_lock_status', 'pg_blocking_pids'))
  loop
    execute format('grant execute on function %s to events_owner, pg_monitor', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
  if has_function_privilege('events_service', 'pg_advisory_lock(bigint)', 'execute') then
    raise exception 'services could lock the log, because % may not revoke rights on functions of PostgreSQL: migrate as a superuser', current_user;
  end if;
end $$`

// Roles belong to the whole cluster. When the migration of another database creates or grants the same roles at the
// same time, one of the two fails with one of these codes and is repeated.
// 55P03: a migration that waits for a table, as for a backup, makes all appends wait behind it, so it does so briefly.
const RACE_ERROR_CODES = new Set(['XX000', '23505', '42710', '40001', '40P01', '55P03'])

const inSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The login of a service in a database; named after both, so that the databases of one cluster do not share logins.
 * @throws RangeError for a name of more than 63 bytes, which PostgreSQL would truncate
 */
export const loginName = (database: string, service: ServiceName): string => {
  const name = `${database}_${inSnakeCase(service)}`
  if (Buffer.byteLength(name) > 63)
    throw new RangeError(`the database name ${database} is too long to name logins after it: at most 45 bytes`)
  return name
}

interface Provided {
  /** The password of each service's login; a login without one here exists already, and keeps its password. */
  readonly logins: Readonly<Partial<Record<ServiceName, string>>>
  /** The event types that the services may record; default: those of this release. */
  readonly types?: Iterable<EventType>
  /** The newest migration to apply, to make the shape of an older release; default: all. */
  readonly upTo?: number
  /** Receives what was changed, when it is committed: `migration 10`, `3 types of events that a service may record`. */
  readonly report?: ((change: string) => void) | undefined
}

const appliedVersions = async (client: pg.Client): Promise<ReadonlySet<number>> => {
  const { rows } = await client.query<{ version: number }>('select version from events_migrations.applied')
  const unknown = rows.map(({ version }) => version).filter((version) => !MIGRATIONS.has(version))
  if (unknown.length > 0)
    throw new WrongDeployment(
      `a newer release has changed the event store (migration ${unknown.join(', ')}): start that release, or restore the backup from before it`,
    )
  return new Set(rows.map(({ version }) => version))
}

/**
 * Refuses an event store that a newer release has migrated, and one whose migration would take away what the connected
 * services use. Changes nothing.
 * @param client a superuser's connection to the database, which may be empty
 * @param upTo the newest migration that is to be applied; default: all
 * @throws WrongDeployment, UpgradeRefused
 */
export const requireMigratableEventStore = async (client: pg.Client, upTo = NEWEST_MIGRATION): Promise<void> => {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('events_migrations.applied') is not null as exists`)
  if (!rows[0]?.exists) return
  const applied = await appliedVersions(client)
  // Services of the release that applied the newest one may be connected.
  const known = Math.max(...applied)
  const isRemoving = ([version, { needs = version }]: readonly [number, Migration]) =>
    !applied.has(version) && version <= upTo && needs > known
  const removing = [...MIGRATIONS].find(isRemoving)
  if (applied.size > 0 && removing) await requireServicesStopped(client, removing[0])
}

/** Keeps what each migration needs, also where a release has corrected that since. */
const recordNeeds = async (client: pg.Client): Promise<void> => {
  const needs = [...MIGRATIONS].flatMap(([version, one]) => (one.needs === undefined ? [] : [{ version, needed: one.needs }]))
  await client.query(
    `update events_migrations.applied a set needs = k.needed from unnest($1::int[], $2::int[]) k(version, needed)
      where a.version = k.version and a.needs is distinct from k.needed`,
    [needs.map(({ version }) => version), needs.map(({ needed }) => needed)],
  )
}

const allowTypes = async (client: pg.Client, types: readonly EventType[]): Promise<number> => {
  const recordable = types.flatMap((type) => recordersOf(type).map((service) => ({ service, type: type.type })))
  const added = await client.query(
    'insert into events.recordable_type (service, type) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [recordable.map(({ service }) => service), recordable.map(({ type }) => type)],
  )
  return added.rowCount ?? 0
}

/** Keeps the newest version of each type: no release makes it older. */
const allowVersions = async (client: pg.Client, types: readonly EventType[]): Promise<void> => {
  await client.query(
    `update events.recordable_type r set newest = k.newest from unnest($1::text[], $2::int[]) k(type, newest)
      where r.type = k.type and k.newest > coalesce(r.newest, 0)`,
    [types.map(({ type }) => type), types.map(({ version }) => version)],
  )
}

interface Provisioned {
  readonly names: Record<ServiceName, string>
  readonly changes: readonly string[]
}

const provision = async (
  client: pg.Client,
  logins: Provided['logins'],
  types: readonly EventType[],
  upTo: number,
): Promise<Provisioned> => {
  const names = {} as Record<ServiceName, string>
  const changes: string[] = []
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('case-timeline event store migration', 0))`)
    await client.query(`set local lock_timeout = '5s'`)
    for (const role of ['events_owner', 'events_reader', 'events_service'])
      await client.query(
        `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if; end $$`,
      )
    await client.query(`create schema if not exists events_migrations`)
    await client.query(
      `create table if not exists events_migrations.applied (version int primary key, applied_at timestamptz not null default now())`,
    )
    const applied = await appliedVersions(client)
    for (const [version, { sql }] of MIGRATIONS) {
      if (applied.has(version) || version > upTo) continue
      await client.query(sql)
      await client.query('insert into events_migrations.applied (version) values ($1)', [version])
      changes.push(`migration ${version}`)
    }
    if (upTo >= KEEPS_NEEDS) await recordNeeds(client)
    const added = upTo >= KEEPS_TYPES ? await allowTypes(client, types) : 0
    if (upTo >= KEEPS_VERSIONS) await allowVersions(client, types)
    if (added > 0) changes.push(`${added} types of events that a service may record`)
    await client.query(WITHHELD)
    const database = (await client.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? ''
    await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`)
    for (const service of SERVICES) {
      const login = loginName(database, service)
      const role = client.escapeIdentifier(login)
      await provideLogin(client, login, logins[service])
      await client.query(`grant events_service to ${role}`)
      // So that the owner's function may end a session of the login, and of no other role.
      await client.query(`grant ${role} to events_owner`)
      await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${role}`)
      await boundLogin(client, login, database)
      await client.query(
        'insert into events.service_login (login, service) values ($1, $2) on conflict (login) do update set service = excluded.service',
        [login, service],
      )
      if (upTo >= KEEPS_VERSIONS)
        await client.query('update events.service_login set place = $2 where login = $1', [login, SERVICES.indexOf(service)])
      names[service] = login
    }
    await client.query('commit')
    return { names, changes }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/**
 * Migrates a database to the shape that the postgres driver needs: schema `events`, the roles, one login per service,
 * and which service may record which type. May be repeated, also by several processes at the same time; a repetition
 * sets changed passwords. Run it before the services of a new release start: until then they cannot record its new types.
 * @param adminUrl of a superuser, to the database itself
 * @returns the store URL of each service, without a password if none was given for its login
 * @throws WrongDeployment if a newer release has migrated the database, UpgradeRefused if services use what the migration
 * takes away, LoginMissing; then nothing was changed
 */
export const migrateEventStore = async (
  adminUrl: string,
  { logins, types = EVENT_TYPES.values(), upTo = NEWEST_MIGRATION, report }: Provided,
): Promise<Record<ServiceName, string>> => {
  const definitions = [...types]
  for (let attempt = 1; ; attempt += 1) {
    const client = await connectAsAdmin(adminUrl)
    try {
      await requireMigratableEventStore(client, upTo)
      const { names, changes } = await provision(client, logins, definitions, upTo)
      for (const change of changes) report?.(change)
      return Object.fromEntries(SERVICES.map((service) => [service, urlFor(adminUrl, names[service], logins[service])])) as Record<
        ServiceName,
        string
      >
    } catch (error) {
      if (attempt >= 10 || !(error instanceof pg.DatabaseError) || !RACE_ERROR_CODES.has(error.code ?? '')) throw error
      await pause(20 * attempt * (1 + Math.random()))
    } finally {
      await client.end()
    }
  }
}

const urlFor = (adminUrl: string, login: string, password = ''): string => {
  const url = new URL(adminUrl)
  url.username = encodeURIComponent(login)
  url.password = encodeURIComponent(password)
  return url.href
}
