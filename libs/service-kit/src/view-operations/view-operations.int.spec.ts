import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { digest, projection, type StoredView, storedView, tablesOf, type View } from '@case-timeline/projections'
import { Noted, tally } from '@case-timeline/projections/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { viewOperationMigrations } from './view-operation.migration.ts'
import { type ViewOperations, viewOperationsOf } from './view-operations.ts'

const CASES = 40
const BY = 'o.reyes'

/** The last number that was noted in a case. */
const latest: StoredView<{ readonly caseId: string; readonly number: number }> = storedView({
  name: 'latest-number',
  version: 1,
  columns: { number: 'int' },
  migration: 1_764_000_000_002,
  events: [Noted],
  on: { [Noted.type]: (_, { caseId: of, data }) => ({ caseId: of, number: data.number }) },
})

let log: TestLog
let db: DataSource
let caseId: string

beforeAll(async () => {
  log = await testLog()
  const { entities, migrations } = tablesOf([tally, latest])
  db = await log.open({ entities, migrations: [...viewOperationMigrations, ...migrations] })
  const facts = Array.from({ length: 300 }, (_, number) => ({ type: Noted.type, data: { number } }))
  for (let n = 0; n < CASES; n += 1) {
    caseId = randomUUID()
    await log.record({ caseId, facts, eventTypes: [Noted] })
  }
  const store = log.storeOf('prosecution')
  for (const consumer of [projection(tally, store), projection(latest, store)]) {
    const ending = new AbortController()
    const { stopped } = await storeFeed({ store }).consume({ db, consumer, signal: ending.signal })
    await waitFor(db, consumer.name, await store.lastPosition(), 60_000)
    ending.abort()
    await stopped
  }
}, 60_000)
afterAll(() => log.close())
beforeEach(() => db.query('delete from view_operation'))

/** Whether an operation waited for room, each time that this changed. */
let waits: boolean[] = []
beforeEach(() => void (waits = []))

/** A replica of the service. */
const replica = (roomPatienceMs = 60_000, views: readonly View[] = [tally]): { operations: ViewOperations; stop(): Promise<unknown> } => {
  const stopping = new AbortController()
  const operations = viewOperationsOf({
    store: log.storeOf('prosecution'),
    db,
    views,
    operationWatch: { begin: () => ({ progress: () => undefined, waiting: (isWaiting) => waits.push(isWaiting), end: () => undefined }) },
    release: '0.1.0',
    signal: stopping.signal,
    roomPatienceMs,
  })
  const stop = () => {
    stopping.abort()
    return operations.idle()
  }
  return { operations, stop }
}

/** So slow that it does not end by itself within the specification. */
const SLOW = { purpose: 'rebuild', rate: 200 } as const

const untilItReads = async (operations: ViewOperations, id: string): Promise<void> => {
  for (let left = 600; left > 0 && (await operations.find(id)).events === 0; left -= 1) await pause(50)
}

/** The next tables for rows of the view have no room, as on a full disk: they get the constraint. */
const fillDisk = () =>
  db.query(`
    create function no_room(uuid) returns boolean language plpgsql as $$ begin raise exception 'disk full' using errcode = 'disk_full'; end $$;
    alter table number_tally_v1 add constraint no_room check (no_room(case_id)) not valid`)
const freeDisk = () => db.query('drop function no_room cascade')

describe('an operation on a view whose database has no room', () => {
  it.each(['rebuild', 'verify'] as const)(
    'says so while it waits, and goes on when there is room: %s',
    async (purpose) => {
      const { operations } = replica()
      await fillDisk()
      const { id } = await operations.begin({ purpose }, BY)
      try {
        const until = performance.now() + 30_000
        while ((await operations.find(id)).reason === undefined && performance.now() < until) await pause(50)
        expect(await operations.find(id)).toMatchObject({ state: 'running', reason: expect.stringMatching(/has no room: disk full/) })
        expect(waits).toEqual([true])
      } finally {
        await freeDisk()
      }
      await operations.idle()
      const ended = await operations.find(id)
      expect(ended).toMatchObject({ state: 'done', results: [{ state: 'done' }] })
      expect(ended.reason).toBeUndefined()
      expect(waits).toEqual([true, false])
    },
    60_000,
  )

  it.each(['rebuild', 'verify'] as const)(
    'ends when it has waited long enough, and says what to do: %s',
    async (purpose) => {
      const { operations } = replica(1_000)
      await fillDisk()
      try {
        const ended = await operations.run({ purpose }, BY)
        const remedy = purpose === 'rebuild' ? '. Free space and start it again, it continues; or drop' : ''
        expect(ended.state).toBe('failed')
        expect(ended.reason).toContain(`the database has no room: disk full; it was waited for 1 s${remedy}`)
      } finally {
        await freeDisk()
      }
      expect(await db.query(`select tablename from pg_tables where tablename like '%\\_\\_verify'`)).toEqual([])
      expect(await operations.run({ purpose: 'rebuild' }, BY)).toMatchObject({ state: 'done' })
      expect(await operations.run({ purpose: 'verify' }, BY)).toMatchObject({ state: 'done', results: [{ compared: { differing: 0 } }] })
    },
    60_000,
  )
})

describe('an operation on a view', () => {
  it('is seen by all replicas: its progress, its rate and the time that is left', async () => {
    const [one, other] = [replica(), replica()]
    const { id } = await one.operations.begin(SLOW, BY)
    await untilItReads(other.operations, id)
    await pause(1_200)
    const seen = await other.operations.find(id)
    expect(seen).toMatchObject({ purpose: 'rebuild', views: ['number-tally'], state: 'running', requestedBy: BY, options: { rate: 200 } })
    expect(seen.events).toBeGreaterThan(0)
    expect(seen.rate).toBeLessThan(400)
    expect(seen.secondsLeft).toBeGreaterThan(1)
    expect(one.operations.underWay('number-tally')).toMatchObject({ purpose: 'rebuild' })
    await other.operations.cancel(id, 'a.cruz')
    await one.operations.idle()
    expect(await other.operations.find(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'a.cruz', reason: 'a.cruz cancelled it' })
    expect(await db.query(`select from pg_tables where tablename like '%\\_\\_rebuild'`)).toEqual([])
  })

  it('is continued by another replica when its own stops', async () => {
    const [one, other] = [replica(), replica()]
    const { id } = await one.operations.begin(SLOW, BY)
    await untilItReads(one.operations, id)
    await one.stop()
    const { events } = await other.operations.find(id)
    expect(events).toBeGreaterThan(0)
    await db.query(`update view_operation set options = '{}'`)
    await other.operations.takeOver()
    await other.operations.idle()
    const { state, results } = await other.operations.find(id)
    expect({ state, results }).toMatchObject({ state: 'done', results: [{ view: 'number-tally', state: 'done' }] })
    expect(Number(results[0]?.continuedFrom)).toBeGreaterThan(0)
    expect(results[0]?.events).toBeLessThan(CASES * 300)
  })

  it('is refused while another one works on the view that it could undo', async () => {
    const [one, other] = [replica(), replica()]
    const { id } = await one.operations.begin(SLOW, BY)
    for (const purpose of ['rebuild', 'rollback', 'retire'] as const)
      await expect(other.operations.begin({ purpose }, BY)).rejects.toMatchObject({ kind: 'work-under-way' })
    expect(await other.operations.run({ purpose: 'verify' }, BY)).toMatchObject({ state: 'done' })
    await one.operations.cancel(id, BY)
    await one.operations.idle()
    await expect(one.operations.cancel(id, BY)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(one.operations.begin({ purpose: 'verify', views: ['nothing'] }, BY)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('ends as failed in a replica that does not have its view, as after a change of release', async () => {
    const [one, other] = [replica(), replica()]
    const { id } = await one.operations.begin(SLOW, BY)
    await one.stop()
    await db.query(`update view_operation set views = '{gone}'`)
    await other.operations.takeOver()
    await other.operations.idle()
    expect(await other.operations.find(id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('unknown name gone') })
  })

  it('of a rebuild leaves a view that differs as it is, until somebody accepts that with a reason, which is recorded', async () => {
    const { operations } = replica()
    const right = await digest(db, tally)
    await db.query('update number_tally_v1 set count = 40 where case_id = $1 and number = $2', [caseId, '7'])
    const wrong = await digest(db, tally)
    expect(await operations.run({ purpose: 'rebuild' }, BY)).toMatchObject({
      state: 'refused',
      results: [{ state: 'refused', compared: { differing: 1, differences: [{ caseId, key: { number: '7' }, columns: ['count'] }] } }],
    })
    expect(await digest(db, tally)).toEqual(wrong)
    const accepted = await operations.run({ purpose: 'rebuild', acceptDifferences: 'changedByHand' }, BY)
    expect(accepted).toMatchObject({
      state: 'done',
      results: [{ accepted: { by: BY, because: 'changedByHand' }, compared: { differing: 1 } }],
    })
    expect(await digest(db, tally)).toEqual(right)
    expect(await operations.run({ purpose: 'rollback' }, BY)).toMatchObject({ state: 'done' })
    expect(await digest(db, tally)).toEqual(wrong)
    expect(await operations.run({ purpose: 'rollback' }, BY)).toMatchObject({ state: 'done' })
    expect(await operations.run({ purpose: 'retire' }, BY)).toMatchObject({ results: [{ retired: ['before'] }] })
    expect(await operations.run({ purpose: 'rollback' }, BY)).toMatchObject({ state: 'refused' })
    expect((await operations.list()).map(({ purpose, state }) => `${purpose} ${state}`)).toEqual([
      'rollback refused',
      'retire done',
      'rollback done',
      'rollback done',
      'rebuild done',
      'rebuild refused',
    ])
  })

  it('of a rebuild has what differed, and who accepted it, also if its replica was killed between the swap and the result', async () => {
    const [one, other] = [replica(), replica()]
    await db.query('update number_tally_v1 set count = 40 where case_id = $1 and number = $2', [caseId, '7'])
    const { id, results } = await one.operations.run({ purpose: 'rebuild', acceptDifferences: 'changedByHand' }, BY)
    expect(results).toMatchObject([{ compared: { differing: 1, differingCases: 1, differences: [{ caseId }] } }])
    await db.query(`update view_operation set state = 'running', results = '[]', ended_at = null, seen_at = '-infinity'`)
    await other.operations.takeOver()
    await other.operations.idle()
    const [first] = results
    expect(await other.operations.find(id)).toMatchObject({
      state: 'done',
      results: [{ state: 'done', accepted: { by: BY, because: 'changedByHand' }, compared: first?.compared }],
    })
  })

  it('is continued by another replica if a clock that was an hour ahead saw it last', async () => {
    const [one, other] = [replica(), replica()]
    const { id } = await one.operations.run({ purpose: 'rebuild' }, BY)
    await db.query(`update view_operation set state = 'running', ended_at = null, seen_at = now() + interval '1 h' where id = $1`, [id])
    await other.operations.takeOver()
    await other.operations.idle()
    expect(await other.operations.find(id)).toMatchObject({ state: 'done' })
  })

  it('of a rebuild that may not be continued in one view rebuilds the others', async () => {
    const { operations } = replica(60_000, [tally, latest])
    await operations.run({ purpose: 'rebuild', views: ['number-tally'] }, BY)
    await db.query('update number_tally_v1 set count = 41 where case_id = $1', [caseId])
    await operations.run({ purpose: 'rebuild', views: ['number-tally'] }, BY)
    await operations.run({ purpose: 'rollback', views: ['number-tally'] }, BY)
    expect(await operations.run({ purpose: 'rebuild' }, BY)).toMatchObject({
      state: 'refused',
      results: [
        { view: 'number-tally', state: 'refused', reason: expect.stringContaining('Begin it again from the start') },
        { view: 'latest-number', state: 'done' },
      ],
    })
    expect(await operations.run({ purpose: 'rebuild', fromStart: true }, BY)).toMatchObject({ state: 'done' })
  }, 60_000)
})
