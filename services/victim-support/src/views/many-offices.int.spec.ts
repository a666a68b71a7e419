import { rowsReadFor, testRequestContextOf } from '@case-timeline/case-file/fixtures'
import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { CASE_FILES, Lists } from '@case-timeline/lists'
import { tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { victimSupport } from '../index.ts'
import { CaseloadController } from './caseload/caseload.controller.ts'
import { ConsentsController } from './consents/consents.controller.ts'
import { referrals } from './referrals/referrals.ts'
import { TriageController } from './triage/triage.controller.ts'

const OFFICES = 300
/** Persons of each office, five in a case. */
const PERSONS = 60
const LIMIT = 50
/** An office with one case of many persons. */
const RESCUE = 'zz-rescue'
const PERSONS_OF_RESCUE = 10_000
const OFFICE = 'zz-office-7'

let log: TestLog
let db: DataSource
let orders: Confidentiality

/** Person n of the log is supported by an office in turn, the rescued ones between them. */
const fill = async (): Promise<void> => {
  await db.query(
    `create temporary table person as
      select n, 'zz-office-' || n % ${OFFICES} as office, md5('case ' || n % ${OFFICES} || ' ' || n / ${5 * OFFICES})::uuid as case_id, md5('person ' || n)::uuid as person
        from generate_series(0, ${OFFICES * PERSONS - 1}) n
      union all select n, '${RESCUE}', md5('rescue')::uuid, md5('rescued ' || n)::uuid from generate_series(0, ${PERSONS_OF_RESCUE - 1}) n`,
  )
  const since = `to_char(timestamp '2026-11-25' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
  await db.query(
    `insert into ${CASE_FILES} (case_id, since, agencies, handed_over, excluded, persons, evidence, detentions, dossiers, charges,
        indictments, hearings, verdicts, sentences, consents, referrals, chapters, warnings, overrides, written_by, office)
      select distinct on (case_id) case_id, ${since}, array[office], false, '{}'::text[], ${Array.from({ length: 11 }, () => 0).join(', ')}, '{}', 0, 0, gen_random_uuid(), office
      from person order by case_id, n`,
  )
  await db.query(
    `insert into triage_v1 (case_id, person_ref, supported_by, state, urgent_needs, needs_assessed, screened, informed, consent, reflecting, return_state, since)
      select case_id, person, office, 'open', array['food'], false, false, true, 'notAsked', false, 'none', ${since} from person`,
  )
  await db.query(
    `insert into caseload_v4 (case_id, person_ref, supported_by, origin, state, risk_to_reassess, plans, sheltered, restrictions, since, guardians_consents, cared_for_by)
      select case_id, person, office, 'selfReferral', 'open', false, '[]', false, '[]', ${since}, '[]', array[office] from person`,
  )
  await db.query(
    `insert into consents_v2 (case_id, consent_id, person_ref, state, "by", purposes, recipients, data_categories, holders, recorded_by, since)
      select case_id, person, person, 'granted', 'self', '{}', '{zz-clinic}', '{}', '{zz-clinic}', office, ${since} from person`,
  )
  await db.query(
    `insert into referrals_v3 (case_id, referral_id, person_ref, made_by, to_org, services, data_categories, state, consent, event_id, since)
      select case_id, person, person, office, 'zz-clinic-' || n % 40, '{health}', '{contact}', 'made', 'overridden', person, ${since} from person`,
  )
  for (const table of [CASE_FILES, 'triage_v1', 'caseload_v4', 'consents_v2', 'referrals_v3']) await db.query(`analyze ${table}`)
}

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf(victimSupport.views))
  orders = confidentiality(log.storeOf('victimSupport'))
  await fill()
}, 120_000)
afterAll(() => log.close())

interface Listed {
  readonly rows: readonly { readonly since: string }[]
  readonly next?: string | undefined
}
type Read = (lists: Lists, agencyId: string, cursor: string | undefined, db: DataSource) => Promise<Listed>

const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'victimSupport')
const LISTS: Readonly<Record<string, { readonly table: string; readonly read: Read }>> = {
  triage: {
    table: 'triage_v1',
    read: (lists, agencyId, cursor) =>
      new TriageController(lists).triage(contextOf(agencyId), { limit: LIMIT, cursor, state: 'open', need: 'food' }),
  },
  caseload: {
    table: 'caseload_v4',
    read: (lists, agencyId, cursor) => new CaseloadController(lists).caseload(contextOf(agencyId), { limit: LIMIT, cursor }),
  },
  consents: {
    table: 'consents_v2',
    read: (lists, agencyId, cursor) => new ConsentsController(lists).consents(contextOf(agencyId), { limit: LIMIT, cursor }),
  },
  referrals: {
    table: 'referrals_v3',
    read: (_, agencyId, cursor, one) => {
      const reader = { ...contextOf(agencyId).actor, sector: 'victimSupport' } as const
      return referrals(one, reader, 'all', { limit: LIMIT, cursor }, orders)
    },
  },
}

/** Each row that is read of the list, and its case, once to find it and once to show it. */
const MOST_READ = 8 * LIMIT

describe.each(Object.entries(LISTS))('a page of 50 of %s, of one office among 300', (_, { table, read }) => {
  describe.each(['force_custom_plan', 'force_generic_plan'] as const)('with %s', (plans) => {
    const page = async (agencyId: string, cursor?: string) => {
      const list = (one: DataSource) =>
        read(new Lists(one, { service: 'victimSupport' }, orders, log.storeOf('victimSupport')), agencyId, cursor, one)
      const { answer, rows } = await rowsReadFor(db, plans, [table, CASE_FILES], list)
      return { ...answer, read: rows }
    }

    it.each([
      ['an office with few persons', OFFICE],
      ['an office with ten thousand', RESCUE],
    ])('reads about as many rows as it shows: %s', async (__, agencyId) => {
      const first = await page(agencyId)
      const second = await page(agencyId, first.next)
      const shown = [...first.rows, ...second.rows].map(({ since }) => since)
      expect(shown).toEqual([...new Set(shown)].toSorted())
      expect(shown).toHaveLength(agencyId === OFFICE ? PERSONS : 2 * LIMIT)
      expect(Math.max(first.read, second.read)).toBeLessThanOrEqual(MOST_READ)
    })

    it('reads nothing for an office that supports nobody', async () => {
      const { rows, read: readRows } = await page('zz-nobody')
      expect(rows).toEqual([])
      expect(readRows).toBe(0)
    })
  })
})
