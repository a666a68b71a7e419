import { RuleId } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { SMALLEST_SHOWN, type ShownNumber } from '../shown-number.ts'
import { KINDS_OF_RULE } from './kinds-of-rule.ts'
import { Ground } from './local-challenges.ts'
import type { Months } from './months.ts'

const Shown = z.int().min(SMALLEST_SHOWN).multipleOf(SMALLEST_SHOWN)

/** How often a sector did not keep a rule, of what was recorded in a quarter. */
const ChallengeOfSector = z
  .strictObject({
    ruleId: RuleId,
    sector: z.string(),
    quarter: z.string().regex(/^\d{4}-Q[1-4]$/),
    warned: Shown.optional(),
    missed: Shown.optional(),
    refused: Shown.optional(),
    grounds: z.array(Ground).readonly().meta({ description: 'the grounds among them that blame the victim' }),
    outOf: z
      .array(z.strictObject({ type: z.string(), entered: Shown }))
      .readonly()
      .meta({ description: 'how many of the kinds that the rule judges were recorded' }),
  })
  .meta({
    description: `each number is a multiple of ${SMALLEST_SHOWN}, and the exact one may be up to 20 more; one that is absent may be any from 0 to 20`,
  })
export type ChallengeOfSector = z.infer<typeof ChallengeOfSector>

export const SectorChallengesPage = z.strictObject({
  challenges: z.array(ChallengeOfSector).readonly(),
  next: z.string().optional().meta({ description: 'send it as `cursor` to get the next page; absent on the last page' }),
})
export type SectorChallengesPage = z.infer<typeof SectorChallengesPage>

/** Example for OpenAPI. */
export const SECTOR_CHALLENGES: SectorChallengesPage = {
  challenges: [
    {
      ruleId: 'investigation.blame-does-not-decide-status',
      sector: 'investigation',
      quarter: '2026-Q1',
      refused: 22,
      grounds: [{ code: 'wasPaid', times: 11 }],
      outOf: [{ type: 'investigation.VictimStatusDetermined', entered: 352 }],
    },
  ],
}

export interface SectorChallengesFilter {
  readonly sector?: string | undefined
  readonly rule?: string | undefined
  /** Whole quarters that have ended. */
  readonly months: Months
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One number of a sector and quarter. */
interface Part {
  readonly counted: 'recorded' | 'warned' | 'missed' | 'refused' | 'ground'
  readonly subject: string
  readonly ground: string
  readonly sector: string
  readonly quarter: string
  readonly times: number
}

type Row = Pick<ChallengeOfSector, 'ruleId' | 'sector' | 'quarter' | 'warned' | 'missed' | 'refused'>

/**
 * The rules that each sector broke most often, per quarter. No agency, case or person is named. Everything counts in the
 * quarter in which it was recorded, because nothing new is added to it once the quarter can be read; there is no total,
 * and no choice of what a row covers, so that no list is a part of another (ADR 91, 95).
 */
export const challengesBySector = async (
  db: DataSource,
  shown: ShownNumber,
  filter: SectorChallengesFilter,
): Promise<SectorChallengesPage> => {
  const rows = (await rowsOf(db, shown, filter)).toSorted((one, other) => compare(placeOf(other), placeOf(one)))
  const after = filter.cursor === undefined ? undefined : placeIn(filter.cursor)
  const found = after ? rows.filter((row) => compare(placeOf(row), after) < 0) : rows
  const page = found.slice(0, filter.limit)
  const parts = await comparedParts(db, shown, page, filter.months)
  const challenges = page.map((row) => ({ ...row, ...comparedWith(row, parts) }))
  const last = page.at(-1)
  return found.length > filter.limit && last ? { challenges, next: placeOf(last).join('~') } : { challenges }
}

const rowsOf = async (db: DataSource, shown: ShownNumber, { sector, rule, months }: SectorChallengesFilter): Promise<readonly Row[]> => {
  const parts = await shownParts(
    db,
    shown,
    `counted in ('warned', 'missed', 'refused') and ($3::text is null or sector = $3) and ($4::text is null or subject = $4)`,
    [months.from, months.until, sector ?? null, rule ?? null],
  )
  const rows = new Map<string, Row>()
  for (const { counted, subject, times, ...where } of parts) {
    const key = [subject, where.sector, where.quarter].join('~')
    rows.set(key, { ...(rows.get(key) ?? { ruleId: subject, sector: where.sector, quarter: where.quarter }), [counted]: times })
  }
  return [...rows.values()]
}

/** The numbers with which those of a page are compared, and the grounds. */
const comparedParts = async (db: DataSource, shown: ShownNumber, page: readonly Row[], { from, until }: Months) =>
  page.length === 0
    ? []
    : shownParts(db, shown, `counted in ('recorded', 'ground') and subject = any ($3)`, [
        from,
        until,
        page.flatMap(({ ruleId }) => [ruleId, ...(KINDS_OF_RULE.get(ruleId) ?? [])]),
      ])

const QUARTER = `substr(entered, 1, 4) || '-Q' || ((substr(entered, 6, 2)::int + 2) / 3)`

/** The numbers that are shown of those that a condition selects; a number has one offset wherever it is shown. */
const shownParts = async (db: DataSource, shown: ShownNumber, condition: string, values: readonly unknown[]): Promise<readonly Part[]> => {
  const exact: Part[] = await db.query(
    `select counted, subject, ground, sector, ${QUARTER} as quarter, sum(times)::int as times from local_challenges_v3
      where entered between $1 and $2 and ${condition}
      group by counted, subject, ground, sector, ${QUARTER} having sum(times) >= ${SMALLEST_SHOWN} order by subject, ground`,
    [...values],
  )
  return exact.flatMap((part) => {
    const times = shown(['local-challenges', part.counted, part.subject, part.ground, part.sector, part.quarter], part.times)
    return times === 0 ? [] : [{ ...part, times }]
  })
}

const comparedWith = ({ ruleId, sector, quarter }: Row, parts: readonly Part[]): Pick<ChallengeOfSector, 'grounds' | 'outOf'> => {
  const kinds = KINDS_OF_RULE.get(ruleId) ?? []
  const own = parts.filter((part) => part.sector === sector && part.quarter === quarter)
  return {
    grounds: own.flatMap(({ counted, subject, ground, times }) =>
      counted === 'ground' && subject === ruleId ? [{ code: ground, times }] : [],
    ),
    outOf: own.flatMap(({ counted, subject, times }) =>
      counted === 'recorded' && kinds.includes(subject) ? [{ type: subject, entered: times }] : [],
    ),
  }
}

/** By what rows are ordered, the greatest first, and where a page ends: what is shown, and nothing else. */
type Place = readonly [total: number, quarter: string, sector: string, ruleId: string]

const placeOf = ({ warned = 0, missed = 0, refused = 0, quarter, sector, ruleId }: Row): Place => [
  warned + missed + refused,
  quarter,
  sector,
  ruleId,
]

const placeIn = (cursor: string): Place => {
  const [total = '', quarter = '', sector = '', ruleId = ''] = cursor.split('~')
  return [Number(total), quarter, sector, ruleId]
}

const compare = (one: Place, other: Place): number => {
  const index = one.findIndex((member, at) => member !== other[at])
  if (index === -1) return 0
  return (one[index] ?? '') < (other[index] ?? '') ? -1 : 1
}
