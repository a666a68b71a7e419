import { PresumedVictimIdentified, RightsInformed } from '@case-timeline/contracts'
import { verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { deadlineLog, eventTypes, queryFor } from './deadline-log.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
/** The statements that read items of cases. */
let itemsRead = 0
beforeAll(async () => {
  test = await deadlineLog()
  const query = test.db.manager.query.bind(test.db.manager)
  test.db.manager.query = async (statement, parameters) => {
    if (/^select .* from deadlines_v13_items t /.test(statement)) itemsRead += 1
    return query(statement, parameters)
  }
})
afterAll(() => test.close())

const PERSONS = 60

/** Records a case in which support owes something to each of many persons. @returns their references */
const manyIdentified = async (caseId: string): Promise<readonly string[]> => {
  const persons = Array.from({ length: PERSONS }, () => randomUUID())
  const facts = persons.map((personRef) => ({
    type: PresumedVictimIdentified.type,
    data: { ...PresumedVictimIdentified.example, personRef },
  }))
  await test.log.record({ caseId, eventTypes, occurredAt: '2026-11-24', facts })
  return persons
}
const informed = (caseId: string, personRef = '') =>
  test.bySupport(caseId, { type: RightsInformed.type, data: { ...RightsInformed.example, personRef } }, '2026-11-24')

const TABLES = ['deadlines_v13', 'deadlines_v13_entries', 'deadlines_v13_items']

/** How many rows of each table of the view a work writes. */
const rowsWritten = async (work: () => Promise<unknown>): Promise<readonly number[]> => {
  const [{ before }]: [{ before: string }] = await test.db.query('select pg_current_xact_id()::text as before')
  await work()
  const count = (table: string) => `(select count(*)::int from ${table} where xmin::text::bigint > $1)`
  const [counts]: Record<string, number>[] = await test.db.query(
    `select ${TABLES.map((table) => `${count(table)} as ${table}`).join(', ')}`,
    [before],
  )
  return TABLES.map((table) => counts?.[table] ?? 0)
}

describe('the deadlines of a case with many persons', () => {
  it('are written and read for a fact about one of them as far as the fact concerns them', async () => {
    const caseId = randomUUID()
    const [first, second, third] = await manyIdentified(caseId)
    const one = test.consumer()
    const held = await test.claimed(one)
    await test.follow(one, held)
    await informed(caseId, first)
    await test.follow(one, held)
    itemsRead = 0
    await informed(caseId, second)
    // The row with its numbers of entries, one signal, and the version that ended and the one that began.
    expect(await rowsWritten(() => test.follow(one, held))).toEqual([1, 1, 2])
    await informed(caseId, third)
    expect(await rowsWritten(() => test.follow(one, held))).toEqual([1, 1, 2])
    expect(itemsRead).toBe(0)
    await test.foldAvailable()
    const { deadlines } = await test.deadlinesOf({ ...queryFor(caseId), limit: 1_000 })
    expect(deadlines.filter(({ state }) => state === 'met')).toHaveLength(3)
    expect(deadlines).toHaveLength(PERSONS)
  })

  it('are read again after another replica wrote them', async () => {
    const caseId = randomUUID()
    const [first, second, third] = await manyIdentified(caseId)
    const one = test.consumer()
    await test.follow(one, await test.claimed(one))
    await informed(caseId, first)
    const other = test.consumer()
    await test.follow(other, await test.claimed(other))
    const held = await test.claimed(one)
    // The first batch of a claim is written in a transaction, whose statements are not counted: here it has another case.
    await manyIdentified(randomUUID())
    await test.follow(one, held)
    itemsRead = 0
    await informed(caseId, second)
    await test.follow(one, held)
    expect(itemsRead).toBe(1)
    await informed(caseId, third)
    await test.follow(one, held)
    expect(itemsRead).toBe(1)
    const { view, db, store } = test
    expect(await verify({ view, store, db })).toMatchObject({ differing: 0 })
  })
})
