import { CASE_FILES, type Reader } from '@case-timeline/lists'
import type { DataSource, EntityManager } from 'typeorm'

/** One case in a thousand is another agency's than that of all others. */
const EACH = 1_000

const police = { sector: 'investigation', agencyId: 'zz-police', userId: 'l.tan', roles: ['investigator'] } as const

/** Readers by whose cases they are: the remainder of the number of a case by a thousand; absent: all others. */
export const READERS = {
  most: { reader: police, remainder: undefined },
  few: { reader: { ...police, agencyId: 'zz-marine-police' }, remainder: 7 },
  handedOver: { reader: { ...police, agencyId: 'zz-receiver', receivingAgency: 'zz-receiver' }, remainder: 13 },
  assigned: { reader: { ...police, agencyId: 'xx-police', userId: 'XX:M.Isik' }, remainder: 21 },
} as const satisfies Record<string, { readonly reader: Reader; readonly remainder: number | undefined }>

/** Who is excluded from every second case of the agency that has few. */
export const EXCLUDED = 'e.garcia'

/** The case of a number: the newest has the highest. */
export const caseOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

export const sinceOf = (number: number): string => `2026-01-01T00:00:00.${String(number).padStart(6, '0')}Z`

const OWN_REMAINDERS: readonly number[] = Object.values(READERS).flatMap(({ remainder }) => (remainder === undefined ? [] : [remainder]))

/** The numbers of a reader's cases among all, the newest first. */
export const numbersOf = (of: keyof typeof READERS, cases: number): readonly number[] => {
  const { remainder } = READERS[of]
  const numbers = Array.from({ length: cases }, (_, index) => cases - index)
  return numbers.filter((number) => (remainder === undefined ? !OWN_REMAINDERS.includes(number % EACH) : number % EACH === remainder))
}

/** Case files from one number to another, of which PostgreSQL has statistics afterwards. */
export const fillCases = async (db: DataSource, from: number, to: number): Promise<void> => {
  const { most, few, handedOver, assigned } = READERS
  const isOf = (remainder: number): string => `n % ${EACH} = ${remainder}`
  const assignment = [{ agencyId: assigned.reader.agencyId, account: 'xx:m.isik', role: 'investigator', from: 0 }]
  await db.query(
    `insert into ${CASE_FILES} (case_id, since, agencies, handed_over, excluded, persons, evidence, detentions, dossiers, charges,
        indictments, hearings, verdicts, sentences, consents, referrals, chapters, warnings, overrides, written_by, assigned, assigned_users)
      select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '2026-01-01T00:00:00.' || lpad(n::text, 6, '0') || 'Z',
        case when ${isOf(few.remainder)} then array['${few.reader.agencyId}']
          when ${isOf(handedOver.remainder)} or ${isOf(assigned.remainder)} then '{}' else array['${most.reader.agencyId}'] end,
        ${isOf(handedOver.remainder)}, case when ${isOf(few.remainder)} and n / ${EACH} % 2 = 0 then array['${EXCLUDED}'] else '{}' end,
        ${Array.from({ length: 11 }, () => 0).join(', ')}, '{}', 0, 0, gen_random_uuid(),
        case when ${isOf(assigned.remainder)} then $1::json end,
        case when ${isOf(assigned.remainder)} then array['${assigned.reader.agencyId} xx:m.isik'] end
      from generate_series(${from}::int, ${to}::int) n`,
    [JSON.stringify(assignment)],
  )
  await db.query(`analyze ${CASE_FILES}`)
}

/**
 * What some work reads with plans for its values or for all values, as a session has for what it repeats.
 * @returns the answer, and the rows that PostgreSQL read of some tables for it, by an index or without
 */
export const rowsReadFor = <T>(
  db: DataSource,
  plans: 'force_custom_plan' | 'force_generic_plan',
  tables: readonly string[],
  work: (db: DataSource) => Promise<T>,
): Promise<{ readonly answer: T; readonly rows: number }> =>
  db.transaction(async (transaction) => {
    await transaction.query(`set local plan_cache_mode = ${plans}`)
    const before = await readSoFar(transaction, tables)
    const answer = await work(transaction as unknown as DataSource)
    return { answer, rows: (await readSoFar(transaction, tables)) - before }
  })

const readSoFar = async (db: EntityManager, tables: readonly string[]): Promise<number> => {
  const [found] = await db.query(
    `select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int as rows from pg_stat_xact_user_tables
      where relname = any ($1::text[])`,
    [tables],
  )
  return (found as { rows: number }).rows
}
