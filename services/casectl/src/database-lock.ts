import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { AlreadyRunning, Failure } from './failure.ts'

/** The databases of one prefix on a server that `up` does not run itself, locked for this process. */
export interface LockedDatabases {
  /** Resolves when another process has the lock: this one must stop. */
  readonly lost: Promise<Failure>
  release(): Promise<void>
}

/** The first key of the advisory lock of `up`; the second is a hash of the prefix. */
const LOCK_KEY = 7_264_002
/** How long a start waits for the sessions of a system that was killed to end. */
const PATIENCE_MS = 10_000
/** After a restart of the server, all sessions of a running system are opened again within this time. */
const RECONNECTED_SECONDS = 5
const CONFIRM_MS = 250
/** How long another session may have the lock before this process gives up. */
const GIVE_UP_MS = 60_000

const connect = async (url: string): Promise<pg.Client> => {
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'case-timeline up',
  })
  // Without a listener, a lost connection would end the process.
  session.on('error', () => undefined)
  await session.connect()
  return session
}

const locks = async (session: pg.Client, prefix: string): Promise<boolean> => {
  const { rows } = await session.query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [LOCK_KEY, prefix])
  return rows[0]?.locked === true
}
const unlock = (session: pg.Client, prefix: string) => session.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_KEY, prefix])

/**
 * Whether the services of a running system may be connected. The lock alone does not show it: it ends with its session,
 * and the system that held it takes it again a moment later.
 */
const mayBeInUse = async (session: pg.Client, prefix: string): Promise<boolean> => {
  const { rows } = await session.query<{ sessions: number; age: number }>(
    `select extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 as age,
      (select count(*)::int from pg_stat_activity where starts_with(usename, $1) or starts_with(usename, $2) or starts_with(usename, $3)) as sessions`,
    [`${prefix}events_`, `${prefix}views_`, `${prefix}vault_`],
  )
  const [found] = rows
  return found === undefined || found.sessions > 0 || found.age < RECONNECTED_SECONDS
}

/** @throws AlreadyRunning */
const claim = async (session: pg.Client, prefix: string): Promise<void> => {
  const inUse = (because: string): AlreadyRunning =>
    new AlreadyRunning(`Another case-timeline is running on the databases ${prefix}* at DATABASE_URL${because}.`, [
      'use the running one, or stop it first',
    ])
  for (const end = Date.now() + PATIENCE_MS; ; await pause(CONFIRM_MS)) {
    if (!(await locks(session, prefix))) throw inUse('')
    if (!(await mayBeInUse(session, prefix))) {
      await pause(CONFIRM_MS)
      if (!(await mayBeInUse(session, prefix))) return
    }
    // Not kept while waiting: it may be another process's that is taking it again.
    await unlock(session, prefix)
    if (Date.now() > end) throw inUse(': sessions of its services are open')
  }
}

/**
 * Locks the databases of one prefix for this process. When the session of the lock ends, the lock is taken again, as
 * often and as long as needed; another process cannot take it meanwhile while services of this one are connected.
 * @param report receives a sentence when the session has ended, and when the lock is held again
 * @throws AlreadyRunning when another process uses the databases; Failure when the server cannot be reached
 */
export const lockDatabases = async (url: string, prefix: string, report: (sentence: string) => void): Promise<LockedDatabases> => {
  let session = await connect(url).catch((failure: Error) => {
    throw new Failure(`Cannot connect to PostgreSQL at DATABASE_URL: ${failure.message}`, [
      'check host, port, user and password in DATABASE_URL',
      'or unset it: then an embedded PostgreSQL is used',
    ])
  })
  let isReleased = false
  const endOf = (one: pg.Client): Promise<void> => new Promise((done) => one.once('end', () => done()))
  let end = endOf(session)
  try {
    await claim(session, prefix)
  } catch (failure) {
    await session.end()
    throw failure
  }

  /** @returns false when another session has had the lock for too long */
  const lockAgain = async (): Promise<boolean> => {
    let heldByAnotherSince: number | undefined
    for (let waitMs = 25; !isReleased; waitMs = Math.min(2 * waitMs, 1_000)) {
      const next = await connect(url).catch(() => undefined)
      if (next) {
        const nextEnd = endOf(next)
        if (await locks(next, prefix).catch(() => undefined)) {
          session = next
          end = nextEnd
          return true
        }
        await next.end().catch(() => undefined)
        heldByAnotherSince ??= Date.now()
        if (Date.now() - heldByAnotherSince > GIVE_UP_MS) return false
      } else heldByAnotherSince = undefined
      await pause(waitMs)
    }
    return true
  }
  const watch = async (): Promise<Failure> => {
    for (;;) {
      await end
      if (isReleased) return new Failure('The databases were released.')
      report('The session that locks the databases at DATABASE_URL has ended: the lock is taken again.')
      if (!(await lockAgain()))
        return new AlreadyRunning(`Another case-timeline has locked the databases ${prefix}* at DATABASE_URL: this one stops.`, [
          'use the other one, or stop it and start this one again',
        ])
      if (!isReleased) report('The lock of the databases at DATABASE_URL is held again.')
    }
  }
  const lost = watch()
  return {
    lost,
    release: async () => {
      isReleased = true
      await session.end().catch(() => undefined)
      await lost
    },
  }
}
