import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A log of made-up cases, and its case file; both fit deploy/mappings/indonesia-detention.json. */
export interface SyntheticLog {
  readonly file: string
  readonly cases: string
  readonly rows: number
}

/** What happens in each case: the activity, its agency, the days until the next, and of a detention its days. */
const COURSE = [
  ['ARREST', 'POLICE', 1, 0],
  ['DETENTION_ORDERED', 'POLICE', 20, 20],
  ['DETENTION_EXTENDED', 'PROSECUTION', 38, 40],
  ['DETENTION_ORDERED', 'PROSECUTION', 8, 20],
  ['DETENTION_ORDERED', 'DISTRICT_COURT', 1, 30],
  ['PANEL_ASSIGNED', 'DISTRICT_COURT', 1, 0],
  ['HEARING_DATE_SET', 'DISTRICT_COURT', 40, 0],
  ['VERDICT_DELIBERATED', 'DISTRICT_COURT', 0, 0],
] as const

/** Over how many days cases begin: with 16,000 cases, about six hundred are open at the same time. */
const DAYS = 3_000
const FIRST_DAY = Date.UTC(2010, 0, 1)
const dateOf = (day: number): string => new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10)

/** The same numbers in each run. */
const numbers = () => {
  let state = 1
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
}

interface Row {
  readonly day: number
  readonly text: string
}

const rowsOfCase = (name: string, firstDay: number): Row[] => {
  let day = firstDay
  return COURSE.map(([activity, agency, pause, days], index) => {
    const row = { day, text: `${name},${index + 1},${activity},${agency},${dateOf(day)},${days > 0 ? dateOf(day + days - 1) : ''},` }
    day += pause
    return row
  })
}

/**
 * Writes a log in the order of its dates, so that the rows of a case are far apart.
 * @param folder an existing one
 * @param named whether its cases have the names of every other log, or new ones
 */
export const syntheticLog = async (
  folder: string,
  rows: number,
  named: 'the same cases' | 'new cases' = 'the same cases',
): Promise<SyntheticLog> => {
  const below = numbers()
  const prefix = named === 'the same cases' ? 'synthetic' : `synthetic-${randomBytes(4).toString('hex')}`
  const names = Array.from({ length: Math.ceil(rows / COURSE.length) }, (_, index) => `${prefix}-${String(index).padStart(6, '0')}`)
  const all = names.flatMap((name) => rowsOfCase(name, below(DAYS))).slice(0, rows)
  const [file, cases] = [join(folder, `${rows}-events.csv`), join(folder, `${rows}-cases.csv`)]
  const lines = all.toSorted((a, b) => a.day - b.day).map(({ text }) => text)
  await writeFile(file, ['case_id,doc_order,activity,agency,start_date,end_date,quality_flags', ...lines, ''].join('\n'))
  await writeFile(cases, ['case_id,multi_defendant', ...names.map((name, index) => `${name},${index % 10 === 0 ? 1 : 0}`), ''].join('\n'))
  return { file, cases, rows }
}
