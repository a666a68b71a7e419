import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@case-timeline/contracts'
import pg from 'pg'
import type { DeploymentRecord } from '../deployment.ts'
import { type ConsumerStart, type MovableEvent, type MovableLog, MoveInterrupted, MoveRefused } from '../moving/movable-log.ts'
import { connectClient, readerConfig } from './connection.ts'
import { NEWEST_MIGRATION } from './migrate.ts'

/** An event may have four megabytes. */
const PAGE = 250
/** How long sessions of services that were stopped may take to end. */
const SESSIONS_END_MS = 5_000

const PAGE_OF_LOG = `select e.position::text, e.stream, e.revision::text, e.id::text, e.command_id::text as "commandId",
    e.command_digest as "commandDigest", e.type, e.case_id::text as "caseId", array_to_string(e.visibility, ',') as visibility,
    e.envelope, e.data, e.salt, e.event_hash as "eventHash", e.chain_hash as "chainHash", e.recorded_at as "recordedAt"
  from events.event e where e.position > $1 order by e.position limit ${PAGE}`

// The hashes are copied, and compared afterwards. The append of the services computes them, with a time of its own.
const INSERT = `insert into events.event (position, stream, revision, id, command_id, command_digest, type, case_id, visibility,
    envelope, data, salt, event_hash, chain_hash, recorded_at)
  select (select coalesce(max(position), 0) from events.event) + m.no, m.stream, m.revision::bigint, m.id::uuid, m.command_id::uuid,
    decode(m.command_digest, 'hex'), m.type, m.case_id::uuid, string_to_array(m.visibility, ','), m.envelope::json, m.data::json,
    decode(m.salt, 'hex'), decode(m.event_hash, 'hex'), decode(m.chain_hash, 'hex'), m.recorded_at::timestamptz
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::text[], $14::text[]) with ordinality
    m(stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at, no)
  order by m.no`
const INSERTED = [
  ...(['stream', 'revision', 'id', 'commandId', 'commandDigest', 'type', 'caseId', 'visibility', 'envelope', 'data', 'salt'] as const),
  ...(['eventHash', 'chainHash', 'recordedAt'] as const),
]

// The lock that each append takes, here for the session: services may read, and a service that appends waits and is refused.
const LOCK_LOG = `select pg_try_advisory_lock('events.event'::regclass::oid::int, 0) as locked`
const SESSIONS = `select count(*)::int as sessions from pg_stat_activity a
  where a.datname = current_database() and a.usename in (select l.login from events.service_login l)`

const UNIQUE_VIOLATION = '23505'

/** What the server, or the way to it, did not do. */
const failureOf = (name: string, error: unknown): unknown => {
  if (error instanceof MoveRefused || error instanceof MoveInterrupted) return error
  if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === 'event_id_key')
    return new MoveRefused(
      `${name} keeps one event for each id, and the source has two: ${error.detail}. Two records were made with one Idempotency-Key.`,
      ['this log cannot be kept in PostgreSQL: see docs/how-to/move-the-event-store.md'],
    )
  if (error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? ''))
    return new MoveRefused(`${name} does not take an event: ${error.message}.`)
  return new MoveInterrupted(`${name} failed: ${(error as Error).message}.`, { cause: error })
}

/**
 * The log in a PostgreSQL.
 * @param url of a superuser, to the database of the events itself, which has the shape of this release
 */
export const movablePostgresLog = (url: string): MovableLog => {
  const { host, pathname } = new URL(url)
  const name = `PostgreSQL at ${host}${pathname}`
  let session: Promise<pg.Client> | undefined

  const connect = async (): Promise<pg.Client> => {
    const config = readerConfig(url)
    const options = `${config.options} -c search_path=pg_catalog`
    return connectClient({ ...config, options, application_name: 'casectl events move', connectionTimeoutMillis: 10_000 })
  }
  /** On one session, which has the lock: after it ended, nothing more is done. */
  const query = async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> => {
    try {
      return (await (await (session ??= connect())).query<R>(text, [...values])).rows
    } catch (error) {
      throw failureOf(name, error)
    }
  }

  const requireShape = async (): Promise<void> => {
    const [login] = await query<{ superuser: boolean }>('select rolsuper as superuser from pg_roles where rolname = current_user')
    if (!login?.superuser)
      throw new MoveRefused(`The login at ${name} is not a superuser, and so may not see or record every event.`, [
        'use the URL of a superuser, as for casectl provide',
      ])
    const [found] = await query<{ exists: boolean }>(`select to_regclass('events_migrations.applied') is not null as exists`)
    if (!found?.exists)
      throw new MoveRefused(`${name} has no event store.`, [
        'check the address and --prefix',
        'for a new one: casectl provide --parts events',
      ])
    const [newest] = await query<{ version: number }>('select max(version) as version from events_migrations.applied')
    if (newest?.version !== NEWEST_MIGRATION)
      throw new MoveRefused(`${name} has the shape of another release (migration ${newest?.version}, not ${NEWEST_MIGRATION}).`, [
        'of an older one: casectl migrate',
        'of a newer one: use the casectl of that release',
      ])
  }

  const requireNoSessions = async (): Promise<void> => {
    for (const end = Date.now() + SESSIONS_END_MS; ; await pause(100)) {
      const [found] = await query<{ sessions: number }>(SESSIONS)
      if (!found?.sessions) return
      if (Date.now() > end)
        throw new MoveRefused(`${name} is in use: services have ${found.sessions} sessions there.`, [
          'stop every service of the deployment, on every machine, and run it again',
        ])
    }
  }

  return {
    name,
    async claim() {
      await requireShape()
      await requireNoSessions()
      const [lock] = await query<{ locked: boolean }>(LOCK_LOG)
      if (lock?.locked) return
      throw new MoveRefused(`${name} is being written to, or another move reads or writes it.`, [
        'wait until it has ended, and run it again',
        "to find it: select * from pg_stat_activity where application_name like 'case%'",
      ])
    },
    async deployment() {
      const [found] = await query<{ log_id: string; name: string; digest_key_check: string }>(
        'select log_id::text, name, digest_key_check from events.deployment',
      )
      return found && { logId: found.log_id, name: found.name, digestKeyCheck: found.digest_key_check }
    },
    async recordDeployment({ logId, name: deployment, digestKeyCheck }: DeploymentRecord) {
      await query("insert into events.deployment (log_id, name, digest_key_check) values ($1, $2, decode($3, 'hex'))", [
        logId,
        deployment,
        digestKeyCheck,
      ])
    },
    async *events() {
      for (let after = '0'; ;) {
        const page = await query<MovableEvent>(PAGE_OF_LOG, [after])
        const last = page.at(-1)
        if (!last) return
        yield page
        after = last.position
      }
    },
    async append(events) {
      await query(
        INSERT,
        INSERTED.map((column) => events.map((event) => event[column])),
      )
    },
    consumerStarts: () =>
      query<ConsumerStart & { service: ServiceName }>(
        'select service, consumer, position::text from events.consumer_start order by service, consumer',
      ),
    async recordConsumerStart({ service, consumer, position }) {
      await query('insert into events.consumer_start (service, consumer, position) values ($1, $2, $3)', [service, consumer, position])
    },
    async settle() {
      await query('analyze events.event')
    },
    async close() {
      await session?.then((client) => client.end()).catch(() => undefined)
    },
  }
}
