import type { ServiceName } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command } from '../contract/harness.fixtures.ts'
import { parametersOf, session, type Session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

const anAppend = (service: ServiceName, stream = aStream(service)) => parametersOf(command({ service, stream }))
/** Takes the locks of an append, and records nothing. */
const CONFLICTING = { c_expected: [7] }
const guarding = (streams: readonly string[]) => ({
  g_command: streams.map(() => 1),
  g_stream: streams,
  g_revision: streams.map(() => -1),
})

describe('an append that waits for locks', () => {
  let database: EventDatabase
  beforeAll(async () => {
    database = await eventDatabase()
  })
  afterAll(() => database.drop())

  const unbounded = async (): Promise<Session> => {
    const one = await session(database.urls.investigation)
    await one.query('set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; set lock_timeout = 0')
    return one
  }
  const barred = async (): Promise<readonly unknown[]> =>
    (await database.asAdmin('select service from events.service_login where barred_until > now()')).rows
  /** Streams of a login of which an append takes the locks after that of another stream, in their order. */
  const streamsAfter = async (stream: string, count: number): Promise<readonly string[]> => {
    const { rows } = await database.asAdmin(
      `select name from (select 'investigation.case-' || n as name from generate_series(1, 99999) n) s
        where hashtextextended(name, 0) > hashtextextended('${stream}', 0) order by hashtextextended(name, 0) limit ${count}`,
    )
    return (rows as { name: string }[]).map(({ name }) => name)
  }

  it('does not keep others waiting while two sessions of its login hold what it waits for, in turn', async () => {
    const [waiter, even, odd] = await Promise.all([unbounded(), unbounded(), unbounded()])
    const target = aStream('prosecution')
    const [last = '', ...own] = await streamsAfter(target, 4)
    const hold = async (at: number): Promise<void> => {
      const one = at % 2 === 0 ? even : odd
      await one.query('begin')
      expect(await one.one({ ...anAppend('investigation', own[at]), ...CONFLICTING })).toBe(2)
    }
    await hold(0)
    waiter.batch({ ...anAppend('investigation', last), ...guarding([target, ...own]) }).catch(() => undefined)
    await pause(100)
    const store = postgresEventStore({ url: database.urls.prosecution })
    let answer = 'it still waits'
    const appended = store.append(command({ service: 'prosecution', stream: target })).then(({ outcome }) => (answer = outcome))
    for (const at of [1, 2]) {
      await pause(4_300)
      await hold(at)
      await (at % 2 === 0 ? odd : even).query('commit')
    }
    expect(answer).toBe('appended')
    await even.query('commit')
    await appended
    await Promise.all([waiter, even, odd, store].map((one) => one.close()))
  })

  it('does not have its login barred for the time in which it waited', async () => {
    const [holder, ...lookers] = await Promise.all([unbounded(), unbounded(), unbounded()])
    const target = aStream('prosecution')
    const waiting = await Promise.all(Array.from({ length: 8 }, () => session(database.urls.prosecution)))
    await holder.query('begin')
    expect(await holder.batch({ ...anAppend('investigation'), ...CONFLICTING, ...guarding([target]) })).toEqual([2])
    const answers = waiting.map((one) => one.one(anAppend('prosecution', target)).catch((error: unknown) => String(error)))
    await pause(3_500)
    await holder.query('commit')
    const end = Date.now() + 3_000
    for (const one of lookers) while (Date.now() < end) await one.query('select events.end_stalled_appends()')
    expect(await Promise.all(answers)).toEqual(waiting.map(() => 0))
    expect(await barred()).toEqual([])
    await Promise.all([holder, ...lookers, ...waiting].map((one) => one.close()))
  })

  it('is refused after four seconds, so that it is never as old as one that is left open', async () => {
    const [holder, waiting] = await Promise.all([unbounded(), session(database.urls.prosecution)])
    const target = aStream('prosecution')
    await holder.query('begin')
    expect(await holder.batch({ ...anAppend('investigation'), ...CONFLICTING, ...guarding([target]) })).toEqual([2])
    await waiting.query('set lock_timeout = 0')
    await expect(waiting.one(anAppend('prosecution', target))).rejects.toThrow(/lock timeout/)
    await holder.query('rollback')
    expect(await waiting.one(anAppend('prosecution', target))).toBe(0)
    await Promise.all([holder.close(), waiting.close()])
  })
})
