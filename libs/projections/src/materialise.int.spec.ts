import type { StoredEvent } from '@case-timeline/event-store'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { CannotMaterialise } from './filling-schema.ts'
import { materialise } from './materialise.ts'
import { correct, erase, mark, note, type NotebookLog, notebookLog, retract } from './notebook-log.fixtures.ts'
import { notebook } from './notebook.fixtures.ts'
import { rowsFromHistory } from './projection.ts'
import type { View } from './view.ts'

const POSITIONS = 100

let log: NotebookLog
const cases = [randomUUID(), randomUUID(), randomUUID()]
const histories = new Map<string, readonly StoredEvent[]>()
beforeAll(async () => {
  log = await notebookLog()
  for (let number = 0; number < 40; number += 1)
    for (const caseId of cases) {
      const { ids } = await log.record(caseId, note(number), number % 5 === 4 ? mark(number) : note(number + 1))
      if (number % 7 === 3) await log.record(caseId, correct(ids[0] ?? '', number + 100))
      if (number % 11 === 5) await log.record(caseId, retract(ids[1] ?? ''))
      if (number % 13 === 9) await log.record(caseId, erase(number))
    }
  for (const caseId of cases) histories.set(caseId, await log.store.readCase(caseId))
}, 60_000)
afterAll(() => log.close())

const work = (until: string, schema = 'as_known') => ({
  ...{ views: [notebook] as readonly View[], store: log.store, db: log.db, schema, until },
  signal: new AbortController().signal,
})

/** The notes of each case in a schema, in their order. */
const notesIn = async (schema: string, caseId: string): Promise<readonly unknown[]> => {
  const rows: { entry: unknown }[] = await log.db.query(
    `select entry from ${schema}.test_notebooks_v1_entries where case_id = $1 and list = 'notes' order by place`,
    [caseId],
  )
  return rows.map(({ entry }) => entry)
}

describe('views as they were known at a position', () => {
  it(`are, at ${POSITIONS} random positions, those of a fold from the first event, next to the live ones`, async () => {
    const last = Number(await log.store.lastPosition())
    const positions = fc.sample(fc.integer({ min: 0, max: last }), { numRuns: POSITIONS })
    const live = await log.db.query('select count(*)::int as rows from test_notebooks_v1')
    for (const position of positions) {
      await materialise(work(String(position)))
      for (const caseId of cases) {
        const until = (histories.get(caseId) ?? []).filter((event) => Number(event.position) <= position)
        const [row] = until.length === 0 ? [] : [...rowsFromHistory(notebook, until).values()]
        expect({ position, notes: await notesIn('as_known', caseId) }).toEqual({ position, notes: row?.notes ?? [] })
      }
    }
    expect(await log.db.query('select count(*)::int as rows from test_notebooks_v1')).toEqual(live)
    expect(await log.db.query(`select consumer from feed_checkpoint where consumer like '%~in-%'`)).toEqual([])
  }, 240_000)

  it('replace those of an earlier call, and nothing that somebody else made', async () => {
    const last = await log.store.lastPosition()
    expect(await materialise(work(last))).toMatchObject([
      { view: notebook.name, table: 'as_known.test_notebooks_v1', rows: 3, incomplete: [] },
    ])
    await log.db.query('create schema reports')
    await expect(materialise(work(last, 'reports'))).rejects.toThrow(CannotMaterialise)
    await expect(materialise(work(last, 'public'))).rejects.toThrow(CannotMaterialise)
    await expect(materialise(work(last, 'a; drop schema reports'))).rejects.toThrow(CannotMaterialise)
    await expect(materialise(work(String(Number(last) + 1)))).rejects.toThrow(/has no position/)
  })
})
