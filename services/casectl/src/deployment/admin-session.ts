import { setTimeout as pause } from 'node:timers/promises'
import { UpgradeRefused, WrongDeployment } from '@case-timeline/event-store'
import { LoginMissing } from '@case-timeline/event-store/postgres'
import pg from 'pg'
import type { Environment } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { requireVerified } from '../verified-servers.ts'

/** A superuser's session, which holds the lock of the databases with one prefix. */
export interface AdminSession {
  readonly url: string
  readonly session: pg.Client
  /** The names of the databases of the server. */
  databases(): Promise<ReadonlySet<string>>
}

/** The first key of the advisory lock; the second is a hash of the prefix. */
export const LOCK_KEY = 7_264_011
const LONGEST_WAIT_MS = 600_000
const EXAMPLE = 'ADMIN_URL=postgres://postgres:…@db.example:5432/postgres?sslmode=verify-full'

/**
 * Runs work as the superuser of ADMIN_URL. Two such works on databases of one prefix follow each other, if their
 * ADMIN_URL names the same database: the second waits.
 * @param report receives a sentence when the work has to wait
 * @throws Failure if ADMIN_URL is missing, wrong or not verified, the server cannot be reached or changed, or it refused the work
 */
export const asAdministrator = async <T>(
  env: Environment,
  prefix: string,
  report: (sentence: string) => void,
  work: (admin: AdminSession) => Promise<T>,
): Promise<T> => {
  requirePrefix(prefix)
  const url = adminUrlOf(env)
  const session = sessionOf(url)
  try {
    await session.connect()
    await session.query('set search_path = pg_catalog')
    await requireRights(session)
    await lock(session, prefix, report)
    return await work({ url, session, databases: () => databasesOf(session) })
  } catch (failure) {
    throw asFailure(failure, url)
  } finally {
    await session.end().catch(() => undefined)
  }
}

const requirePrefix = (prefix: string): void => {
  // 21 bytes are for the longest rest of a name, events_victim_support.
  if (/^([a-z][a-z0-9_]{0,41})?$/.test(prefix)) return
  throw new Failure(
    `--prefix ${prefix} is not a prefix of names: lower-case letters, digits and underscores, beginning with a letter, at most 42.`,
    [],
    EXIT.usage,
  )
}

const adminUrlOf = (env: Environment): string => {
  const url = env['ADMIN_URL']
  if (!url)
    throw new Failure(
      'ADMIN_URL is not set: it is the URL of a superuser of the PostgreSQL server.',
      [`set it, such as ${EXAMPLE}`],
      EXIT.usage,
    )
  // A URL without a host takes no login either: those of the services would be lost.
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol) && new URL(url).hostname !== '') {
    requireVerified(env, 'ADMIN_URL', url)
    return url
  }
  throw new Failure('ADMIN_URL is not the URL of a PostgreSQL server.', [`set it, such as ${EXAMPLE}`], EXIT.usage)
}

const sessionOf = (url: string): pg.Client => {
  try {
    const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, application_name: 'casectl' })
    // Without a listener, a lost connection would end the process; the next query reports it.
    return session.on('error', () => undefined)
  } catch (failure) {
    // It reads the files of sslrootcert, sslcert and sslkey.
    throw new Failure(`ADMIN_URL cannot be used: ${(failure as Error).message}.`, ['correct it, or the file that it names'], EXIT.usage)
  }
}

const requireRights = async (session: pg.Client): Promise<void> => {
  const { rows } = await session.query<{ login: string; superuser: boolean; standby: boolean }>(
    'select rolname as login, rolsuper as superuser, pg_is_in_recovery() as standby from pg_roles where rolname = current_user',
  )
  const { login, superuser, standby } = rows[0]!
  if (standby)
    throw new Failure('The server of ADMIN_URL is a standby or still in recovery, and can only be read.', [
      'set ADMIN_URL to the primary server, or wait until the recovery has ended',
    ])
  if (!superuser)
    throw new Failure(`The login ${login} of ADMIN_URL is not a superuser, which withholding rights on functions of PostgreSQL needs.`, [
      'set ADMIN_URL to the URL of a superuser',
    ])
}

/**
 * Any login that may connect to the database of ADMIN_URL could hold the lock, as a stolen one of a service, and so stop
 * every upgrade: sessions of casectl are those of superusers.
 */
const END_OTHERS = `select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_roles r on r.oid = a.usesysid
  where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database()) and not r.rolsuper
    and l.classid::bigint = $1 and l.objid::bigint = (hashtext($2)::bigint & 4294967295) and l.objsubid = 2`

const lock = async (session: pg.Client, prefix: string, report: (sentence: string) => void): Promise<void> => {
  const until = performance.now() + LONGEST_WAIT_MS
  for (let waits = 0; ; waits += 1) {
    await session.query(END_OTHERS, [LOCK_KEY, prefix])
    const { rows } = await session.query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [LOCK_KEY, prefix])
    if (rows[0]?.locked) return
    if (waits === 0) report(`Another casectl changes the databases ${prefix}* of this server: this one waits until it has ended.`)
    if (performance.now() > until)
      throw new Failure(`Another casectl has changed the databases ${prefix}* for ${LONGEST_WAIT_MS / 60_000} minutes: nothing was done.`, [
        "find its session: select * from pg_stat_activity where application_name = 'casectl'",
      ])
    await pause(250)
  }
}

const databasesOf = async (session: pg.Client): Promise<ReadonlySet<string>> => {
  const { rows } = await session.query<{ datname: string }>('select datname from pg_database')
  return new Set(rows.map(({ datname }) => datname))
}

/** SQLSTATEs that are no defect: the login, resources, the state of the server, missing rights, or its own sentence. */
const FOR_OPERATORS = /^(08|28|2BP01|3D|53|57|58|25006|42501|P0001|55P03|XX002)/

const asFailure = (thrown: unknown, url: string): unknown => {
  // TypeORM wraps what PostgreSQL answered.
  const failure = (thrown as { readonly driverError?: unknown }).driverError ?? thrown
  const { hostname, port, username, pathname } = new URL(url)
  const server = `${hostname}:${port || 5432}`
  if (failure instanceof UpgradeRefused)
    return new Failure(sentence(failure.message), ['nothing was changed; docs/how-to/deploy.md says more (Upgrade, go back)'])
  if (failure instanceof WrongDeployment)
    return new Failure(sentence(failure.message), ['use the casectl of that release; this one has changed nothing'])
  if (failure instanceof LoginMissing)
    return new Failure(`${sentence(failure.message)} It has a password, so it is created apart from migrations.`, [
      'casectl provide, with the same --prefix',
    ])
  if (failure instanceof pg.DatabaseError) {
    if (failure.code === '28P01' || failure.code === '28000')
      return new Failure(`PostgreSQL at ${server} refuses the login ${decoded(username)} of ADMIN_URL: ${failure.message}.`, [
        'correct its name or password in ADMIN_URL, or its line in pg_hba.conf',
      ])
    if (failure.code === '3D000')
      return new Failure(`PostgreSQL at ${server}: ${failure.message}.`, [
        `does ADMIN_URL name it? (${pathname}) Usually it ends with /postgres`,
      ])
    if (FOR_OPERATORS.test(failure.code ?? ''))
      return new Failure(`PostgreSQL at ${server} refused: ${failure.message}.`, ['correct that, and run the same command again'])
    return failure
  }
  const { code, message } = failure as NodeJS.ErrnoException
  if (failure instanceof Failure || (code === undefined && !/timeout|timed out|Connection terminated|SSL/i.test(message))) return failure
  return new Failure(`PostgreSQL at ${server} cannot be reached (${code ?? message}).`, [
    'check host and port in ADMIN_URL, and whether the server runs and the network lets this machine reach it',
  ])
}

/** Text that is not percent-encoded correctly is what it is, as for the driver. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
