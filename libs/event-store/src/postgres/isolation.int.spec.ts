import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { aStream, command, note, secret } from '../contract/harness.fixtures.ts'
import { parametersOf, rehashed, session, type Session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { READ_CASE, READ_STREAM } from './migrations/0004-reading.migration.ts'
import { postgresEventStore } from './postgres-event-store.ts'

describe('the login of one service, which spies on others or stops them', () => {
  let database: EventDatabase
  let police: Session
  beforeAll(async () => {
    database = await eventDatabase()
    police = await session(database.urls.investigation)
  })
  afterAll(async () => {
    await police.close()
    await database.drop()
  })

  const parameters = () => parametersOf(command())

  it('cannot read other events, nor count them', async () => {
    const prosecution = postgresEventStore({ url: database.urls.prosecution })
    const hidden = aStream('prosecution')
    await prosecution.append(command({ service: 'prosecution', stream: hidden, facts: [secret('a'), secret('b')] }))
    for (const statement of [
      'select count(*) from events.event',
      `explain analyze select * from events.event where stream = '${hidden}'`,
      `explain (analyze, buffers) select * from events.read_stream('${hidden}', -1, 10)`,
      `select * from events.read_stream('${hidden}', -1, 10)`,
      `select * from events.read_cases(array['${randomUUID()}']::uuid[], array[0]::bigint[], array[9]::bigint[], 10)`,
      'select * from pg_stat_xact_all_tables',
      'select * from pg_stat_all_indexes',
      `select pg_stat_get_tuples_returned('events.event'::regclass)`,
      'select * from pg_locks',
      'select * from pg_stat_activity',
      'select * from events.service_login',
    ])
      await expect(police.query(statement)).rejects.toThrow(/permission denied|only by the statement/)
    await prosecution.close()
  })

  it('cannot read from printed plans how many events of others there are', async () => {
    const prosecution = postgresEventStore({ url: database.urls.prosecution })
    const [hidden, caseId] = [aStream('prosecution'), randomUUID()]
    for (let n = 0; n < 40; n += 1)
      await prosecution.append(command({ service: 'prosecution', stream: hidden, caseId, facts: [secret('a'), secret('b')] }))
    for (let n = 0; n < 60; n += 1) await prosecution.append(command({ service: 'prosecution', facts: [note('a'), note('b')] }))
    await prosecution.close()
    await database.asAdmin('analyze events.event')
    const printed: string[] = []
    police.client.on('notice', ({ message = '', detail = '' }) => printed.push(message, detail))
    for (const setting of ['client_min_messages = log', 'debug_print_plan = on', 'debug_print_parse = on', 'debug_print_rewritten = on'])
      await police.query(`set ${setting}`)
    const plansOf = async (text: string, values: unknown[]) => {
      printed.length = 0
      await police.query(text, values)
      return [...printed.join('\n').matchAll(/plan_rows (\d+)/g)].map(([, rows]) => rows)
    }
    const ofCase = (id: string) => plansOf(READ_CASE, [id, 0, 99_999, 9, null, null])
    const ofStream = (stream: string) => plansOf(READ_STREAM, [stream, -1, 9, null, null])
    const onlyOwn = [await ofCase(randomUUID()), await ofStream(aStream())]
    expect([await ofCase(caseId), await ofStream(hidden)]).toEqual(onlyOwn)
    expect(onlyOwn.flat()).not.toEqual([])
    await police.query('reset all')
  })

  it('gets no message but errors out of a function that may read what the login may not', async () => {
    const { rows } = await database.asAdmin(
      `select p.oid::regprocedure::text as function, p.proconfig as settings from pg_proc p
        where p.pronamespace = 'events'::regnamespace and p.prosecdef`,
    )
    const functions = rows as readonly { function: string; settings: readonly string[] }[]
    expect(functions.map((one) => one.function)).toContain('events.last_position()')
    expect(functions.filter(({ settings }) => !settings.includes('client_min_messages=error'))).toEqual([])
  })

  it('gets the same answer to a guard of a stream that it may not see as to one that does not exist', async () => {
    const prosecution = postgresEventStore({ url: database.urls.prosecution })
    const hidden = aStream('prosecution')
    await prosecution.append(command({ service: 'prosecution', stream: hidden, facts: [secret('a'), secret('b')] }))
    const own = postgresEventStore({ url: database.urls.investigation })
    for (const revision of [-1, 0, 1, 2]) {
      const [there, nowhere] = [hidden, aStream('prosecution')].map((stream) => ({ stream, revision }))
      const answer = async (guard: typeof there) => {
        const { outcome, ...rest } = await own.append(command({ guards: guard ? [guard] : [] }))
        return { outcome, revision: 'revision' in rest ? rest.revision : undefined }
      }
      expect(await answer(there)).toEqual(await answer(nowhere))
    }
    await Promise.all([own.close(), prosecution.close()])
  })

  it('cannot stop the others by the guards of cases of an append', async () => {
    await database.asAdmin(
      `insert into events.event (position, stream, revision, id, command_id, command_digest, type, visibility, envelope, data, event_hash, chain_hash, recorded_at)
        select p, 'prosecution.case-bulk', p, gen_random_uuid(), gen_random_uuid(), '', 'prosecution.None', '{}', '{}', '{}', sha256(int8send(p)), '', now()
        from (select coalesce(max(position), 0) as head from events.event) l, generate_series(l.head + 1, l.head + 20000) p`,
    )
    const head = async () => Number((await database.asAdmin('select max(position) as head from events.event')).rows[0]?.head)
    const watching = (count: number, after: number, types = 1, cases = 1) => {
      const watched = `{${Array.from({ length: cases }, () => randomUUID()).join(',')}}`
      const guard = [after, `{${Array(types).fill('investigation.NoteTaken').join(',')}}`, cases === 0 ? '{}' : watched]
      return police.watching(
        parameters(),
        guard.map((value) => Array<unknown>(count).fill(value)) as unknown as [unknown, unknown, unknown],
      )
    }
    await expect(watching(300, 0)).rejects.toThrow(/more than 8 guards of cases/)
    await expect(watching(1, 0, 101)).rejects.toThrow(/more than 100 types/)
    await expect(watching(1, 0, 1, 10_001)).rejects.toThrow(/10000 cases/)
    await expect(watching(1, 0)).rejects.toThrow(/begin more than 20000 events before the end of the log/)
    await expect(watching(8, (await head()) - 3_000)).rejects.toThrow(/begin more than 20000 events/)
    expect(await watching(8, (await head()) - 2_000)).toEqual([0])
    // What services send that have read no linked case, and that have read a hundred.
    expect(await watching(1, 0, 1, 0)).toEqual([0])
    expect(await watching(2, (await head()) - 500, 20, 100)).toEqual([0])
  })

  it('cannot stop the others by guards of cases on events of its own that take long to search', async () => {
    const before = BigInt((await database.asAdmin('select max(position) as head from events.event')).rows[0]?.head as string)
    const own = postgresEventStore({ url: database.urls.investigation })
    await own.append(command({ facts: [note('0123456789abcdef-'.repeat(180_000))] }))
    await own.close()
    const cases = `{${Array.from({ length: 10_000 }, () => randomUUID()).join(',')}}`
    const all = Array<unknown>(8)
    const began = performance.now()
    const guards = [all.fill(before).slice(), all.fill('{investigation.NoteTaken}').slice(), all.fill(cases).slice()] as const
    await expect(police.watching(parameters(), guards)).rejects.toThrow(/took longer than 500 milliseconds/)
    expect(performance.now() - began).toBeLessThan(4_000)
  })

  it('cannot record more starts of consumers than a service has, nor one before the log', async () => {
    const startOf = (consumer: string, latest: number) => police.query('select events.start_of($1, $2) as start', [consumer, latest])
    await expect(startOf('view.early', -5)).rejects.toThrow(/before the log/)
    await database.asAdmin(
      `insert into events.consumer_start (service, consumer, position) select 'investigation', 'view.' || n, 0 from generate_series(1, 999) n`,
    )
    expect((await startOf('view.last', 3)).rows).toEqual([{ start: '3' }])
    await expect(startOf('view.one-more', 3)).rejects.toThrow(/no more are/)
    expect((await startOf('view.last', 9)).rows).toEqual([{ start: '3' }])
    const other = await session(database.urls.adjudication)
    expect((await other.query(`select events.start_of('view.first', 2) as start`)).rows).toEqual([{ start: '2' }])
    await other.close()
  })

  it.each([
    'pg_advisory_lock(1)',
    'pg_advisory_lock(1, 0)',
    'pg_advisory_xact_lock(1)',
    'pg_advisory_lock_shared(1)',
    'pg_try_advisory_lock(1, 0)',
    'pg_try_advisory_xact_lock_shared(1)',
  ])('cannot take the locks of an append with %s', async (call) =>
    expect(police.query(`select ${call}`)).rejects.toThrow(/permission denied for function/),
  )

  it('cannot append in a transaction of another isolation', async () => {
    await police.query('begin isolation level repeatable read')
    await expect(police.one(parameters())).rejects.toThrow(/needs READ COMMITTED/)
    await police.query('rollback')
  })

  it('cannot append twice in one transaction, even when nothing was recorded', async () => {
    const conflict = { ...parameters(), c_expected: [7] }
    await police.query('begin')
    expect(await police.batch(conflict)).toEqual([2])
    await expect(police.batch(conflict)).rejects.toThrow(/first write of its transaction/)
    await police.query('rollback')
  })

  it('may keep only its share of the connections', async () => {
    const { rows } = await database.asAdmin(
      `select rolconnlimit, current_setting('max_connections')::int as most from pg_roles where rolname = '${new URL(database.urls.investigation).username}'`,
    )
    const [{ rolconnlimit, most }] = rows as [{ rolconnlimit: number; most: number }]
    expect(rolconnlimit).toBeGreaterThanOrEqual(10)
    expect(rolconnlimit * 5).toBeLessThanOrEqual(Math.max(most, 50))
    const opened = await Promise.allSettled(Array.from({ length: rolconnlimit + 5 }, () => session(database.urls.investigation)))
    const refused = opened.filter(({ status }) => status === 'rejected')
    expect(String((refused[0] as PromiseRejectedResult).reason)).toMatch(/too many connections for role/)
    const prosecution = postgresEventStore({ url: database.urls.prosecution })
    expect(await prosecution.append(command({ service: 'prosecution' }))).toMatchObject({ outcome: 'appended' })
    await prosecution.close()
    await Promise.all(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)))
  })

  it('stops the others for seconds only by an append that it leaves open, and then may not append for a minute', async () => {
    const adjudication = await session(database.urls.adjudication)
    const open = { ...parametersOf(command({ service: 'adjudication' })), e_type: ['case.CommandRefused'] }
    await adjudication.query('set idle_in_transaction_session_timeout = 0')
    await adjudication.query('begin')
    const sent = command({ service: 'adjudication' })
    const events = sent.events.map((event) =>
      rehashed({ ...event, visibility: ['adjudication', 'auditTrail'] }, { type: 'case.CommandRefused' }),
    )
    expect(await adjudication.one(parametersOf({ ...sent, events }))).toBe(0)
    const prosecution = postgresEventStore({ url: database.urls.prosecution })
    expect(await prosecution.append(command({ service: 'prosecution' }))).toMatchObject({ outcome: 'appended' })
    expect(await prosecution.append(command({ service: 'prosecution' }))).toMatchObject({ outcome: 'appended' })
    await prosecution.close()
    await expect(adjudication.query('commit')).rejects.toThrow()
    const again = await session(database.urls.adjudication)
    await expect(again.one(open)).rejects.toThrow(/left an append open/)
    await again.close()
  }, 60_000)
})
