import type { Fact } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { EVERYTHING, notebook } from './notebook.fixtures.ts'
import { erase, mark, note } from './notebook-log.fixtures.ts'
import { projection } from './projection.ts'
import { AllMarked, Erased, Noted, tally } from './tally.fixtures.ts'
import type { View } from './view.ts'
import { tablesOf } from './view-table.ts'

const OTHER_CASES = 5_000

let log: TestLog
let db: DataSource

/** Two views with the rows of thousands of cases, of which PostgreSQL has statistics. */
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally, notebook]))
  const cases = `from generate_series(1, ${OTHER_CASES})`
  await db.query(`insert into number_tally_v1 (case_id, number, count, marks) select gen_random_uuid(), '1', 1, '[]' ${cases}`)
  await db.query(`insert into test_notebooks_v1 (case_id, title, notes, by_parity, written_by)
    select gen_random_uuid(), 'other', 1, '{}', gen_random_uuid() ${cases}`)
  await db.query(`insert into test_notebooks_v1_entries (case_id, list, place, entry)
    select case_id, 'notes', 0, '{"number":1,"marks":[]}' from test_notebooks_v1`)
  await db.query('analyze')
})
afterAll(() => log.close())

/** Applies facts of one case. @returns the rows that were read in passes over whole tables */
const rowsPassed = async (view: View, caseId: string, ...facts: readonly Fact[]): Promise<number> => {
  const store = log.storeOf('prosecution')
  const consumer = projection(view, store)
  await log.record({ caseId, facts, eventTypes: [Noted, Erased, AllMarked] })
  const events = (await store.readCase(caseId)).slice(-facts.length)
  return db.transaction(async (transaction) => {
    // What the session counted before is among it until the server has taken it over.
    const before = await passedIn(transaction)
    await consumer.apply(events, transaction)
    return (await passedIn(transaction)) - before
  })
}

const passedIn = async (db: EntityManager): Promise<number> => {
  const [found] = await db.query(
    `select coalesce(sum(seq_tup_read), 0)::int as passed from pg_stat_xact_user_tables where relname ~ '^(number_tally|test_notebooks)'`,
  )
  return (found as { passed: number }).passed
}

describe.each([tally, notebook] as const)('a fact of one case among thousands, in the view $name', (view) => {
  it.each([
    ['adds', [note(1)]],
    ['changes', [note(1), note(3), mark(2)]],
    ['shortens', [erase(1)]],
    ['removes', [erase(EVERYTHING)]],
  ] as const)('%s a row without a pass over those of the others', async (_, facts) => {
    const caseId = randomUUID()
    await rowsPassed(view, caseId, note(1), note(2))
    expect(await rowsPassed(view, caseId, ...facts)).toBe(0)
    expect(await rowsPassed(view, randomUUID(), ...facts)).toBe(0)
  })
})
