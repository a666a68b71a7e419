import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@case-timeline/contracts'
import { aStream, command } from '../contract/harness.fixtures.ts'
import { parametersOf, rehashed, session, type Parameters, type Session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { stuckCopy, withoutSync } from './raw-session.fixtures.ts'

const ATTACKERS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const

/** An append of a type that every sector may record. */
const anAppend = (service: ServiceName, stream = aStream(service)): Parameters => {
  const sent = command({ service, stream })
  const events = sent.events.map((event) => rehashed({ ...event, visibility: [service, 'auditTrail'] }, { type: 'case.CommandRefused' }))
  return parametersOf({ ...sent, events })
}

/** Answered with a conflict: it keeps only the lock of its stream, so that several are open at once. */
const conflicting = (service: ServiceName, stream?: string): Parameters => ({ ...anAppend(service, stream), c_expected: [7] })

const UNBOUNDED = 'set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; set lock_timeout = 0'

/** How a login keeps the transaction of an append open. A second session of the login helps. */
type Hold = (holding: Session, append: Parameters, accomplice: Session) => Promise<unknown>

/** After the append, until this is answered. */
const after =
  (...statements: readonly string[]): Hold =>
  async (holding, append) => {
    await holding.query('begin')
    expect(await holding.one(append)).toBe(2)
    for (const statement of statements.slice(0, -1)) await holding.query(statement)
    const last = statements.at(-1)
    if (last !== undefined) holding.query(last).catch(() => undefined)
  }

const waitingForAccomplice =
  (statement: string, ...before: readonly string[]): Hold =>
  async (holding, append, accomplice) => {
    await accomplice.query('begin')
    await accomplice.query(statement)
    await after(...before, statement)(holding, append, accomplice)
  }

const PARALLEL = [
  'min_parallel_table_scan_size = 0',
  'parallel_setup_cost = 0',
  'parallel_tuple_cost = 0',
  'parallel_leader_participation = off',
].map((setting) => `set local ${setting}`)

const HOLDS: readonly (readonly [string, Hold])[] = [
  ['that is idle', after()],
  ['that sleeps', after('select pg_sleep(600)')],
  ['that calculates', after('select count(*) from pg_proc a, pg_proc b, pg_proc c where a.oid <> b.oid and b.oid <> c.oid')],
  ['that waits for a row of its accomplice', waitingForAccomplice(`select events.start_of('stalled', 1)`)],
  ['that waits for the row of its own role', waitingForAccomplice(`alter role current_user set work_mem = '5MB'`)],
  ['that waits for a row within a savepoint', waitingForAccomplice(`select events.start_of('stalled', 1)`, 'savepoint one')],
  ['that waits for its parallel workers', after(...PARALLEL, 'select count(*) from pg_class a, pg_class b, pg_class c, pg_class d')],
  ['that fetches from a cursor', after('declare c cursor for select pg_sleep(0.1) from generate_series(1, 9999)', 'fetch 9999 from c')],
  ['that listens', after('listen events', 'select 1')],
  ['whose client does not read', async (holding, append) => (await after()(holding, append, holding), stuckCopy(holding.client))],
  ['whose client does not end its statement', async (holding, append) => withoutSync(holding.client, append)],
  ['whose client sends the next append in part', async (holding, append) => withoutSync(holding.client, append, append)],
]

describe('an append that a login leaves open', () => {
  let database: EventDatabase
  let auditTrail: Session
  beforeAll(async () => {
    database = await eventDatabase()
    auditTrail = await session(database.urls.auditTrail)
  })
  beforeEach(() => database.asAdmin('update events.service_login set barred_until = null'))
  afterAll(async () => {
    await auditTrail.close()
    await database.drop()
  })

  const opened = async (service: ServiceName) => {
    const one = await session(database.urls[service])
    await one.query(UNBOUNDED)
    const { rows } = await one.query('select pg_backend_pid() as pid')
    return { ...one, pid: (rows as { pid: number }[])[0]!.pid }
  }
  const endStalled = async () => {
    const { rows } = await auditTrail.query('select events.end_stalled_appends() as ended')
    return Number((rows as { ended: string }[])[0]?.ended)
  }
  /** Those that are not ended after twenty seconds: a session that is busy notices a moment later. */
  const alive = async (pids: readonly number[]) => {
    for (let left = 200; ; left -= 1) {
      const { rows } = await database.asAdmin(`select pid from pg_stat_activity where pid in (${pids.join()})`)
      if (rows.length === 0 || left === 0) return rows.map(({ pid }: { pid: number }) => pid)
      await pause(100)
    }
  }
  const barred = async () =>
    (await database.asAdmin('select service from events.service_login where barred_until > now() order by 1')).rows.length

  it.each(
    [0, 4, 8].map((first) => HOLDS.slice(first, first + 4)).map((round) => [round.map(([name]) => name).join(', or '), round] as const),
  )('is ended after five seconds by one %s', async (_, round) => {
    const sessions = await Promise.all(ATTACKERS.map(async (service) => [await opened(service), await opened(service)] as const))
    await Promise.all(round.map(([, hold], at) => hold(sessions[at]![0], conflicting(ATTACKERS[at]!), sessions[at]![1])))
    const pids = sessions.map(([{ pid }]) => pid)
    expect(await endStalled()).toBe(0)
    await pause(5_100)
    await endStalled()
    const left = await alive(pids)
    expect(round.filter((__, at) => left.includes(pids[at]!)).map(([name]) => name)).toEqual([])
    expect(await barred()).toBe(4)
    await Promise.all(sessions.flat().map((one) => one.close()))
  })

  it('is ended together with those that its login has in waiting', async () => {
    const [holding, ...queue] = await Promise.all([opened('investigation'), opened('investigation'), opened('investigation')])
    const stream = aStream()
    await after()(holding, conflicting('investigation', stream), holding)
    await pause(2_500)
    for (const one of queue) one.one(anAppend('investigation', stream)).catch(() => undefined)
    await pause(2_600)
    expect(await endStalled()).toBe(3)
    expect(await alive([holding, ...queue].map(({ pid }) => pid))).toEqual([])
    await Promise.all([holding, ...queue].map((one) => one.close()))
  })

  it('is ended although another session of its login keeps the row by which it is barred', async () => {
    const [first, second, third] = await Promise.all([opened('investigation'), opened('investigation'), opened('investigation')])
    await after()(first, conflicting('investigation'), first)
    await pause(5_100)
    await second.query('begin')
    await second.query('select events.end_stalled_appends()')
    await after()(third, conflicting('investigation'), third)
    await pause(5_100)
    expect(await endStalled()).toBe(2)
    expect(await barred()).toBe(1)
    await Promise.all([first, second, third].map((one) => one.close()))
  })

  it('stops nobody else: who waits for its lock appends when it is ended', async () => {
    const [holding, waiting] = await Promise.all([opened('investigation'), opened('prosecution')])
    // The append that waits has taken the lock of its own stream before: locks are taken in the order of their keys.
    const { rows } = await database.asAdmin(
      `select a, b from (select 'prosecution.case-' || n as a, 'investigation.case-' || n as b from generate_series(1, 99) n) s
        where hashtextextended(a, 0) < hashtextextended(b, 0) limit 1`,
    )
    const { a, b } = rows[0] as { a: string; b: string }
    await after()(holding, conflicting('investigation', b), holding)
    await pause(2_500)
    const appended = waiting.batch({ ...anAppend('prosecution', a), g_command: [1], g_stream: [b], g_revision: [-1] })
    await pause(2_600)
    expect(await endStalled()).toBe(1)
    expect(await appended).toEqual([0])
    await Promise.all([holding.close(), waiting.close()])
  })

  it('is none where it waits for a table that an administrator has locked', async () => {
    const [admin, waiting] = await Promise.all([session(database.adminUrl), opened('prosecution')])
    await admin.query('begin')
    await admin.query('lock table events.event in access exclusive mode')
    const appended = waiting.one(anAppend('prosecution'))
    await pause(5_500)
    expect(await endStalled()).toBe(0)
    await admin.query('commit')
    expect(await appended).toBe(0)
    await Promise.all([admin.close(), waiting.close()])
  })
})
