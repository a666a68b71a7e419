import { CASE_FILES, RECEIVING_OFFICE } from '@case-timeline/lists'
import { listingNameOf, tableNameOf } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { OFFICE_WITH_CASE } from './deadline.ts'
import { deadlinesTable } from './deadlines.view.ts'

const ITEMS = listingNameOf(tableNameOf(deadlinesTable))

const CASES = 10_000

/** A user who is excluded from one case in a hundred. */
export const EXCLUDED = 'e.garcia'

const AGENCIES = ['zz-support', 'zz-support', 'zz-support', 'zz-other']

/** One of 47 offices, each of which has one case in a hundred; the receiving agency has half of all. */
export const OFFICE = 'zz-office-7'

/** The office that has three cases in a hundred, more than few: which ones, of a hundred. */
export const LARGER_OFFICE = 'zz-larger-office'
export const OF_LARGER_OFFICE = [1, 3, 5]

/**
 * Two deadlines in each of 10,000 cases, three quarters of them of one agency. Deadline n is due n minutes after the
 * begin of 2026; half of them are met in time, a quarter is met late, and a quarter is overdue. What meets a deadline
 * was recorded half an hour after the event that started it. In each case the office that has it owes one more, overdue.
 */
export const fillDeadlines = async (db: DataSource): Promise<void> => {
  await db.query(
    `insert into ${CASE_FILES} (case_id, since, agencies, handed_over, excluded, persons, evidence, detentions, dossiers, charges,
        indictments, hearings, verdicts, sentences, consents, referrals, chapters, warnings, overrides, written_by, office)
      select md5(n::text)::uuid, '2026', array['zz-support', 'zz-other'], true, case when n % 100 = 0 then array['${EXCLUDED}'] else '{}' end,
        ${Array.from({ length: 11 }, () => 0).join(', ')}, '{}', 0, 0, gen_random_uuid(), case when n % 2 = 0 then '${RECEIVING_OFFICE}'
          when n % 100 in (${OF_LARGER_OFFICE.join(', ')}) then '${LARGER_OFFICE}' else 'zz-office-' || n % 100 end
      from generate_series(0, ${CASES - 1}) n`,
  )
  const moment = (minutes: string) =>
    `to_char(timestamp '2026-01-01' + interval '1 minute' * (${minutes}), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  await db.query(
    `with deadline as (
        select n, md5((n % ${CASES})::text)::uuid as case_id, 'a~' || md5('e' || n) as clock_id, (array['${AGENCIES.join("','")}'])[n % 4 + 1] as agency,
          ${moment('n')} as due_by, ${moment('n - 60')} as began, ${moment('n - 30')} as acted,
          (array['met', 'met', 'metLate', 'overdue'])[n / 4 % 4 + 1] as ends
        from generate_series(0, ${2 * CASES - 1}) n),
      version as (
        select *, 'overdue' as end_state, began as known_from, case when ends = 'overdue' then null else acted end as known_until from deadline
        union all select *, ends, acted, null from deadline where ends <> 'overdue')
      insert into ${ITEMS} (case_id, rule_id, clock_id, key, event_id, owed_by, jurisdiction, started_at, due_by, met_at, met_from,
        is_window, missed, by_address, listed_for, starts_from, end_state, known_from, known_until)
      select case_id, 'victimSupport.test-rule', clock_id, 'k', md5('e' || n)::uuid, agency, 'ZZ', began, due_by, met, met, false, end_state <> 'met', false, agency,
        began, end_state, known_from, known_until
      from version, lateral (select case end_state when 'met' then acted when 'metLate' then ${moment('n + 1')} end as met) act`,
  )
  await db.query(
    `insert into ${ITEMS} (case_id, rule_id, clock_id, key, event_id, owed_by, jurisdiction, started_at, due_by, is_window, missed, by_address, listed_for,
        starts_from, end_state, known_from)
      select md5(n::text)::uuid, 'victimSupport.test-rule', 'b~' || n, 'k', md5('o' || n)::uuid, $1, 'ZZ', ${moment('n - 60')}, ${moment('n')},
        false, true, false, $1, ${moment('n - 60')}, 'overdue', ${moment('n - 60')}
      from generate_series(0, ${CASES - 1}) n`,
    [OFFICE_WITH_CASE],
  )
  await db.query(`analyze ${ITEMS}`)
  await db.query(`analyze ${CASE_FILES}`)
}
