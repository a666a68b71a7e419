import { rowsReadFor } from '@case-timeline/case-file/fixtures'
import { CASE_FILES } from '@case-timeline/lists'
import { listingNameOf, tableNameOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { deadlineLog, NOW, queryFor } from './deadline-log.fixtures.ts'
import type { DeadlinesQuery } from './deadline-list.ts'
import { deadlinesTable } from './deadlines.view.ts'
import { CONCERNS } from './held-beyond-law.ts'

const ITEMS = listingNameOf(tableNameOf(deadlinesTable))
const OFFICES = 300
const HELD_BY_EACH = 40
const BUSY = 'zz-busy'
const HELD_BY_BUSY = 2_000
const LIMIT = 50

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => {
  test = await deadlineLog()
  await fill()
}, 60_000)
afterAll(() => test.close())

/**
 * Persons held by 300 offices and, in one case, by a busy one: four of five beyond the law, since one moment, and each fifth
 * under no known limit. Each of the busy one was held before, under an order that is over.
 */
const fill = async (): Promise<void> => {
  await test.db.query(
    `create temporary table held as
      select n, 'zz-office-' || n % ${OFFICES} as agency, md5('case ' || n)::uuid as case_id, md5('person ' || n)::uuid as person
        from generate_series(0, ${OFFICES * HELD_BY_EACH - 1}) n
      union all select n, '${BUSY}', md5('busy')::uuid, md5('held ' || n)::uuid from generate_series(0, ${HELD_BY_BUSY - 1}) n`,
  )
  await test.db.query(
    `insert into ${CASE_FILES} (case_id, since, agencies, handed_over, excluded, persons, evidence, detentions, dossiers, charges,
        indictments, hearings, verdicts, sentences, consents, referrals, chapters, warnings, overrides, written_by, office)
      select distinct on (case_id) case_id, '2026', array[agency], false, '{}'::text[], ${Array.from({ length: 11 }, () => 0).join(', ')}, '{}'::json, 0, 0, gen_random_uuid(), agency from held`,
  )
  await test.db.query(
    `insert into ${ITEMS} (case_id, rule_id, clock_id, key, event_id, owed_by, jurisdiction, started_at, due_by, met_at, met_from, is_window, missed,
        custody, concern, listed_for, starts_from, end_state, known_from)
      select case_id, 'victimSupport.test-rule', part || '~' || md5(person::text), person::text, md5('e' || person)::uuid, agency, 'ZZ', '2026-11-01', '2026-11-03T00:00:00.000Z',
        met, met, false, true, json_build_object('concern', concern, 'authority', 'POLICE', 'by', 'arrest', 'from', '2026-11-01', 'heldByEventId', md5('e' || person)::uuid),
        concern, agency, '2026-11-01T00:00:00.000Z', case when met is not null then 'met' when concern = 'limitUnknown' then concern else 'overdue' end, '2026-11-01T00:00:00.000000Z'
      from held,
        lateral (select case when n % 5 = 4 then 'limitUnknown' else 'limitPassed' end as concern) said,
        lateral (values ('now', null), ('before', '2026-11-02T00:00:00.000Z')) version (part, met)
      where part = 'now' or agency = '${BUSY}'`,
  )
  await test.db.query(`analyze ${ITEMS}`)
  await test.db.query(`analyze ${CASE_FILES}`)
}

describe.each(['force_custom_plan', 'force_generic_plan'] as const)('the persons whom one office among 300 holds, with %s', (plans) => {
  const ask = async (agencyId: string, more: Partial<DeadlinesQuery>) => {
    const query = { ...queryFor(undefined, NOW), agencyId, limit: LIMIT + 1, ...more }
    const list = (db: DataSource) => test.deadlinesOf(query, { db })
    return rowsReadFor(test.db, plans, [ITEMS, CASE_FILES], list)
  }

  /** With a plan for all values, one of the many alternatives reads all custody of the office, once. */
  const mostOf = (rows: number): number => (plans === 'force_generic_plan' ? 2 * HELD_BY_BUSY + 1_200 : rows)

  it.each([
    ['2,000 persons', BUSY, HELD_BY_BUSY],
    ['a few', 'zz-office-7', HELD_BY_EACH],
  ])('are each on one page, however many are held since one moment: %s', async (_, agencyId, expected) => {
    const listed: string[] = []
    let after: DeadlinesQuery['after']
    do {
      const { answer } = await ask(agencyId, { concerns: CONCERNS, after, limit: 201 })
      const page = answer.deadlines.slice(0, 200)
      listed.push(...page.map(({ key }) => key))
      after = answer.deadlines.length > 200 ? page.at(-1) : undefined
    } while (after)
    expect([new Set(listed).size, listed.length]).toEqual([expected, expected])
  })

  it('are read as many as a page shows of each concern', async () => {
    for (const agencyId of [BUSY, 'zz-office-7']) {
      const { rows } = await ask(agencyId, { concerns: CONCERNS })
      // Two concerns, each with its case file; an office asks whether it has few cases.
      expect(rows).toBeLessThanOrEqual(mostOf(4 * (LIMIT + 1) + 2 * (HELD_BY_EACH + 1)))
    }
  })

  it('are looked up in other cases by who they are, and not among all who are held', async () => {
    const { answer } = await ask(BUSY, { concerns: CONCERNS })
    const heldPersons = answer.deadlines.slice(0, LIMIT).map(({ key }) => key)
    const { answer: found, rows } = await ask(BUSY, { heldPersons, limit: 5_000 })
    expect(new Set(found.deadlines.map(({ key }) => key))).toEqual(new Set(heldPersons))
    // Each concern may look each of them up: now, and the custody that is over.
    expect(rows).toBeLessThanOrEqual(mostOf(24 * LIMIT))
  })
})
