import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import pg from 'pg'
import { log } from './migrations/0001-log.migration.ts'
import { append } from './migrations/0002-append.migration.ts'
import { guardsOfCases } from './migrations/0003-guards-of-cases.migration.ts'

const MIGRATIONS = [log, append, guardsOfCases]

// Roles belong to the whole cluster: another database's migration may be making or granting the same ones at this moment.
const LOST_A_RACE = new Set(['XX000', '23505', '42710', '40001', '40P01'])

const inSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The login of a service in a database; named after both, so that several databases of one cluster do not share logins. */
export const loginName = (database: string, service: ServiceName): string => {
  const name = `${database}_${inSnakeCase(service)}`
  if (Buffer.byteLength(name) > 63)
    throw new RangeError(`the database name ${database} is too long to name logins after it: at most 45 bytes`)
  return name
}

const provision = async (client: pg.Client, logins: Readonly<Record<ServiceName, string>>): Promise<Record<ServiceName, string>> => {
  const names = {} as Record<ServiceName, string>
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('case-timeline event store migration', 0))`)
    for (const role of ['events_owner', 'events_service'])
      await client.query(
        `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if; end $$`,
      )
    await client.query(`create schema if not exists events_migrations`)
    await client.query(
      `create table if not exists events_migrations.applied (version int primary key, applied_at timestamptz not null default now())`,
    )
    const { rows } = await client.query<{ version: number }>('select version from events_migrations.applied')
    const applied = new Set(rows.map((row) => row.version))
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (applied.has(index + 1)) continue
      await client.query(sql)
      await client.query('insert into events_migrations.applied (version) values ($1)', [index + 1])
    }
    const database = (await client.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? ''
    for (const service of SERVICES) {
      const login = loginName(database, service)
      const role = client.escapeIdentifier(login)
      const exists = await client.query('select from pg_roles where rolname = $1', [login])
      await client.query(
        `${exists.rowCount === 0 ? 'create' : 'alter'} role ${role} login password ${client.escapeLiteral(logins[service])}`,
      )
      await client.query(`grant events_service to ${role}`)
      await client.query(
        'insert into events.service_login (login, service) values ($1, $2) on conflict (login) do update set service = excluded.service',
        [login, service],
      )
      names[service] = login
    }
    await client.query('commit')
    return names
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/**
 * Brings a database to the shape that the postgres driver needs: schema `events`, the roles, and one login a service.
 * May be run again and at once by several processes; a password given anew is changed.
 * @param adminUrl of a superuser, to the database itself
 * @param options.logins the password of each service's login
 * @returns the store URL of each service
 */
export const migrateEventStore = async (
  adminUrl: string,
  { logins }: { readonly logins: Readonly<Record<ServiceName, string>> },
): Promise<Record<ServiceName, string>> => {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: adminUrl })
    await client.connect()
    try {
      const names = await provision(client, logins)
      return Object.fromEntries(SERVICES.map((service) => [service, urlFor(adminUrl, names[service], logins[service])])) as Record<
        ServiceName,
        string
      >
    } catch (error) {
      if (attempt >= 10 || !(error instanceof pg.DatabaseError) || !LOST_A_RACE.has(error.code ?? '')) throw error
      await pause(20 * attempt * (1 + Math.random()))
    } finally {
      await client.end()
    }
  }
}

const urlFor = (adminUrl: string, login: string, password: string): string => {
  const url = new URL(adminUrl)
  url.username = encodeURIComponent(login)
  url.password = encodeURIComponent(password)
  return url.href
}
