import { EventCorrected, EventRetracted, type Fact, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Claim, claim, deliver, parkedCases, register, lowestPositionOf, storeFeed, waitFor } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { digest } from './digest.ts'
import { listProjections } from './projection-status.ts'
import { projection } from './projection.ts'
import { rebuild } from './rebuild.ts'
import { AllMarked, Erased, Noted, tally, type Tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import { tablesOf } from './view-table.ts'
import { consumerNameOf, type View } from './view.ts'

let log: TestLog
let db: DataSource
let store: EventStore

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally]))
  store = log.storeOf('prosecution')
  await log.allow([notedEventType('Noted', 2)])
})
afterAll(() => log.close())
beforeEach(() => db.query('truncate number_tally_v1, feed_checkpoint, feed_parked_case cascade'))

const as = [Noted, Erased, AllMarked, EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged]
const record = (caseId: string, facts: readonly Fact[], occurredAt = '2016') => log.record({ caseId, facts, eventTypes: as, occurredAt })
const note = (number: number): Fact => ({ type: Noted.type, data: { number } })
const mark = (number: number): Fact => ({ type: AllMarked.type, data: { number } })
const erase = (number: number): Fact => ({ type: Erased.type, data: { number } })
const correctionReason = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
const correct = (correctsId: string, number: number): Fact => ({
  type: EventCorrected.type,
  data: { correctsId, schemaVersion: 1, data: { number }, ...correctionReason },
})
const retract = (retractsId: string): Fact => ({ type: EventRetracted.type, data: { retractsId, ...correctionReason } })

/** A correction written by a later release. */
const unreadable = (correctsId: string): Fact[] => [
  { type: EventCorrected.type, data: { correctsId, schemaVersion: 2, data: { amount: 'two' }, ...correctionReason } },
]

const rowsOf = (caseId: string): Promise<unknown[]> =>
  db.query('select number, count, marks, since from number_tally_v1 where case_id = $1 order by number', [caseId])

/** A view whose rows any event that reaches it changes. */
const anyEvent: View<Tally> = {
  ...tally,
  rows: () => [['any']],
  evolve: (row, { caseId }) => ({ caseId, number: 'any', marks: [], since: undefined, count: (row?.count ?? 0) + 1 }),
}

/** Folds the log from the view's position, in batches of the given sizes, then the rest. */
const foldAvailable = async (sizes: readonly number[] = [], view: View<Tally> = tally): Promise<void> => {
  const consumer = projection(view, store)
  await register(db.manager, consumer, store)
  await db.query('delete from feed_lease')
  const held = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
  for (const limit of [...sizes, 5_000]) {
    const { events, ...at } = await store.readAll({ after: lowestPositionOf(held), limit })
    await deliver(db, consumer, held, events, at)
  }
}

describe('a projection', () => {
  it.each([[[1, 1, 1]], [[]]])('folds only events of its own types, in batches of %j', async (sizes) => {
    const caseId = randomUUID()
    await record(caseId, [note(1)])
    await record(caseId, [{ type: PersonRefsUnmerged.type, data: PersonRefsUnmerged.example }])
    await record(caseId, [note(2)])
    await foldAvailable(sizes, anyEvent)
    expect(await rowsOf(caseId)).toMatchObject([{ number: 'any', count: 2 }])
  })

  it('folds a later fact of a case with merged references alone', async () => {
    const caseId = randomUUID()
    let folded = 0
    const evolve: View<Tally>['evolve'] = (...args) => {
      folded += 1
      return tally.evolve(...args)
    }
    await record(caseId, [note(1), note(2), { type: PersonRefsMerged.type, data: PersonRefsMerged.example }])
    await foldAvailable([], { ...tally, evolve })
    folded = 0
    await record(caseId, [note(1)])
    await foldAvailable([], { ...tally, evolve })
    expect([folded, await rowsOf(caseId)]).toMatchObject([
      1,
      [
        { number: '1', count: 2 },
        { number: '2', count: 1 },
      ],
    ])
  })

  it('follows the log live, and a reader can wait for a recorded event', async () => {
    const stop = new AbortController()
    const { stopped } = await storeFeed({ store }).consume({ db, consumer: projection(tally, store), signal: stop.signal })
    const one = randomUUID()
    const { lastPosition } = await record(one, [note(1), note(2), note(1), mark(7), erase(2)])
    expect(await waitFor(db, consumerNameOf(tally), lastPosition, 30_000)).toBe(true)
    expect(await rowsOf(one)).toEqual([{ number: '1', count: 2, marks: [7], since: '2016' }])
    stop.abort()
    await stopped
  })

  it('has the same rows for any batch sizes, and after a rebuild', async () => {
    const step = fc.record({
      of: fc.integer({ min: 0, max: 2 }),
      kind: fc.constantFrom('note', 'note', 'mark', 'erase', 'correct', 'retract'),
      number: fc.integer({ min: 1, max: 3 }),
      pick: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), fc.array(fc.integer({ min: 1, max: 6 })), async (steps, sizes) => {
        const cases = [randomUUID(), randomUUID(), randomUUID()]
        const ids: string[][] = [[], [], []]
        for (const { of, kind, number, pick } of steps) {
          const own = ids[of] ?? []
          const earlier = own[pick % Math.max(own.length, 1)]
          const fact =
            kind === 'note'
              ? note(number)
              : kind === 'mark'
                ? mark(number)
                : kind === 'erase'
                  ? erase(number)
                  : earlier === undefined
                    ? note(number)
                    : kind === 'correct'
                      ? correct(earlier, number)
                      : retract(earlier)
          own.push(...(await record(cases[of] ?? '', [fact])).ids)
        }
        await foldAvailable(sizes)
        const incremental = await digest(db, tally)
        await rebuild({ view: tally, store, db })
        expect(await digest(db, tally)).toEqual(incremental)
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  it('applies corrections and retractions', async () => {
    const [wrong, right] = [randomUUID(), randomUUID()]
    const { ids } = await record(wrong, [note(1), note(9), note(1), mark(5), note(8)])
    await foldAvailable()
    await record(wrong, [correct(ids[1] ?? '', 2), retract(ids[4] ?? '')])
    await record(wrong, [note(2)])
    await record(right, [note(1), note(2), note(1), mark(5), note(2)])
    await foldAvailable()
    expect(await rowsOf(wrong)).toEqual(await rowsOf(right))
    expect(await rowsOf(wrong)).toHaveLength(2)
  })

  it('parks a case whose correction it cannot read, and continues with the others', async () => {
    const [newer, other] = [randomUUID(), randomUUID()]
    const { ids } = await record(newer, [note(1)])
    await record(newer, unreadable(ids[0] ?? ''))
    await record(other, [note(3)])
    await foldAvailable()
    expect(await rowsOf(newer)).toMatchObject([{ number: '1', count: 1 }])
    expect(await rowsOf(other)).toHaveLength(1)
    expect((await listProjections(db, store, [tally]))[0]).toMatchObject({ parked: 1, behind: 0 })
  })
})

describe('rebuilding a view', () => {
  it('restores an emptied table to the same digest, with the same index names', async () => {
    await record(randomUUID(), [note(1), note(2), mark(1)])
    await foldAvailable()
    const before = await digest(db, tally)
    const indexes = () => db.query(`select indexname, indexdef from pg_indexes where tablename = 'number_tally_v1' order by 1`)
    const names: unknown = await indexes()
    await db.query('truncate number_tally_v1')
    expect(await digest(db, tally)).not.toEqual(before)
    const { events, position } = await rebuild({ view: tally, store, db })
    expect(await digest(db, tally)).toEqual(before)
    expect(await indexes()).toEqual(names)
    expect(events).toBeGreaterThanOrEqual(3)
    expect(position).toBe(await store.lastPosition())
  })

  it('loses no event and never shows an incomplete table while a consumer, writers and a parked case are active', async () => {
    const stop = new AbortController()
    const [one, parked] = [randomUUID(), randomUUID()]
    await record(one, [note(1)])
    await record(parked, unreadable((await record(parked, [note(1)])).ids[0] ?? ''))
    const { stopped } = await storeFeed({ store }).consume({ db, consumer: projection(tally, store), signal: stop.signal })
    await waitFor(db, consumerNameOf(tally), await store.lastPosition(), 30_000)
    let least = Infinity
    let done = false
    const reader = async () => {
      while (!done) {
        const [row] = await db.query('select count from number_tally_v1 where case_id = $1', [one])
        least = Math.min(least, (row as { count: number } | undefined)?.count ?? 0)
      }
    }
    const writer = async () => {
      for (let i = 0; i < 40; i++) {
        await record(one, [note(1)])
        await record(parked, [note(2)])
      }
    }
    const reading = reader()
    await Promise.all([
      writer(),
      (async () => {
        for (let i = 0; i < 4; i++) await rebuild({ view: tally, store, db })
      })(),
    ])
    expect(await waitFor(db, consumerNameOf(tally), await store.lastPosition(), 30_000)).toBe(true)
    done = true
    await reading
    expect(least).toBeGreaterThanOrEqual(1)
    expect(await rowsOf(one)).toMatchObject([{ count: 41 }])
    expect(await rowsOf(parked)).toMatchObject([{ number: '1', count: 1 }])
    expect(await parkedCases(db, consumerNameOf(tally))).toEqual(
      expect.arrayContaining([expect.objectContaining({ caseKey: parked, waiting: 41 })]),
    )
    expect(await verify({ view: tally, store, db })).toMatchObject({ differing: 0 })
    stop.abort()
    await stopped
  })

  it('rejects a second rebuild of the same view at the same time', async () => {
    await record(randomUUID(), [note(1)])
    const both = await Promise.allSettled([rebuild({ view: tally, store, db }), rebuild({ view: tally, store, db })])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('verifying a view', () => {
  it('finds each difference, with its case, key and columns', async () => {
    const [changed, withMissingRow, made] = [randomUUID(), randomUUID(), randomUUID()]
    await record(changed, [note(1)])
    await record(withMissingRow, [note(2)])
    await foldAvailable()
    await db.query('update number_tally_v1 set count = 5 where case_id = $1', [changed])
    await db.query('delete from number_tally_v1 where case_id = $1', [withMissingRow])
    await db.query(`insert into number_tally_v1 values ($1, '3', 1, '[]')`, [made])
    const { differing, differences } = await verify({ view: tally, store, db })
    expect(differing).toBe(3)
    expect(new Set(differences)).toEqual(
      new Set([
        { caseId: changed, key: { number: '1' }, kind: 'different', columns: ['count'] },
        { caseId: withMissingRow, key: { number: '2' }, kind: 'missing' },
        { caseId: made, key: { number: '3' }, kind: 'surplus' },
      ]),
    )
  })

  it('leaves no table behind', async () => {
    await record(randomUUID(), [note(1)])
    await foldAvailable()
    await verify({ view: tally, store, db })
    expect(await db.query(`select from pg_tables where tablename like '%\\_\\_verify%'`)).toEqual([])
  })
})
