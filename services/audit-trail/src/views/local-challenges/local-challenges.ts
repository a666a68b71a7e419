import { AgencyId, ChallengeRaised, Code, InitiativeAgreed, InitiativeReviewed, RuleId } from '@case-timeline/contracts'
import { type AtPosition, tableAt } from '@case-timeline/lists'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { IMPLEMENTATION } from './implementation.ts'
import { Initiative } from './initiatives.ts'
import { KINDS_OF_RULE } from './kinds-of-rule.ts'
import { localChallengesView } from './local-challenges.view.ts'
import type { Months } from './months.ts'

/** How many decisions or reports of a kind there were. */
export const OutOf = z.strictObject({
  type: z.string(),
  recorded: z.int().optional().meta({ description: 'that happened in the period: for warnings' }),
  entered: z.int().optional().meta({ description: 'that were recorded in the period, whenever they happened: for refusals' }),
})
export type OutOf = z.infer<typeof OutOf>

/** How often a ground that blames the victim was given. */
export const Ground = z.strictObject({ code: Code, times: z.int() })

/** The kinds of events that the rule judges, with their numbers: what the other numbers of the row are compared with. */
export const outOf = z.array(OutOf).readonly().meta({
  description:
    'how many of the kinds that the rule judges were recorded; of a kind that is not here, none; a refused command recorded none',
})

/** How often an agency did not keep a rule in a month, with the initiatives that answer it. */
const LocalChallenge = z.strictObject({
  ruleId: RuleId,
  sector: z.string(),
  agency: AgencyId,
  month: z.string(),
  warned: z.int(),
  missed: z.int(),
  refused: z.int(),
  grounds: z.array(Ground).readonly().meta({ description: 'the grounds among them that blame the victim' }),
  outOf,
  initiatives: z.array(Initiative).readonly(),
})
export type LocalChallenge = z.infer<typeof LocalChallenge>

export interface ChallengesFilter {
  readonly agency?: string | undefined
  readonly sector?: string | undefined
  readonly rule?: string | undefined
  readonly months: Months
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined
  readonly limit: number
  /** A schema of views at a position of the log; absent: the live view. */
  readonly at?: AtPosition | undefined
}

export const ChallengesPage = z.strictObject({
  challenges: z.array(LocalChallenge).readonly(),
  next: z.string().optional().meta({ description: 'send it as `cursor` to get the next page; absent on the last page' }),
})
export type ChallengesPage = z.infer<typeof ChallengesPage>

/** Example for OpenAPI. */
export const CHALLENGES: ChallengesPage = {
  challenges: [
    {
      ruleId: 'investigation.rights-are-read-on-arrest',
      sector: 'investigation',
      agency: ChallengeRaised.example.agency,
      month: '2026-03',
      warned: 7,
      missed: 0,
      refused: 0,
      grounds: [],
      outOf: [{ type: 'investigation.SuspectArrested', recorded: 52, entered: 49 }],
      initiatives: [
        { ...ChallengeRaised.example, agreed: InitiativeAgreed.example, lastReview: InitiativeReviewed.example, ...IMPLEMENTATION },
      ],
    },
  ],
}

type Counted = Omit<LocalChallenge, 'initiatives' | 'grounds' | 'outOf'>

interface Part {
  readonly counted: 'recorded' | 'entered' | 'ground'
  readonly subject: string
  readonly ground: string
  readonly sector: string
  readonly agency: string
  readonly month: string
  readonly times: number
}

const NOT_KEPT = `counted in ('warned', 'missed', 'refused')`

/** The rules that agencies broke most often, per agency and month, most frequent first. No case or person is named. */
export const localChallenges = async (
  db: DataSource,
  initiatives: readonly Initiative[],
  { agency, sector, rule, months, cursor, limit, at }: ChallengesFilter,
): Promise<ChallengesPage> => {
  const [total, lastMonth, lastAgency, lastRule, lastSector] = cursor?.split('~') ?? []
  // One row more than the page holds shows whether there is a next page.
  const found: Counted[] = await db.query(
    `select * from (
        select subject as "ruleId", sector, agency, month, ${['warned', 'missed', 'refused'].map(sumOf).join(', ')}
          from ${tableAt(localChallengesView, at)}
          where ${NOT_KEPT} and month between $1 and $2 and ($3::text is null or agency = $3)
            and ($4::text is null or sector = $4) and ($5::text is null or subject = $5)
          group by subject, sector, agency, month) rules
      where $6::int is null or (warned + missed + refused, month, agency, "ruleId", sector) < ($6, $7, $8, $9, $10)
      order by warned + missed + refused desc, month desc, agency desc, "ruleId" desc, sector desc limit $11`,
    [
      ...[months.from, months.until, agency ?? null, sector ?? null, rule ?? null],
      ...[total ?? null, lastMonth ?? null, lastAgency ?? null, lastRule ?? null, lastSector ?? null, limit + 1],
    ],
  )
  const page = found.slice(0, limit)
  const parts = await partsOf(db, page, at)
  const challenges = page.map((counted) => ({
    ...counted,
    ...comparedWith(counted, parts),
    initiatives: initiatives.filter((initiative) => answers(initiative, counted)),
  }))
  const end = challenges.at(-1)
  return found.length > limit && end ? { challenges, next: cursorOf(end) } : { challenges }
}

const sumOf = (counted: string): string => `(coalesce(sum(times) filter (where counted = '${counted}'), 0))::int as ${counted}`

/** The numbers of the kinds that the rules of a page judge, and of the grounds, in the months and agencies of the page. */
const partsOf = async (db: DataSource, page: readonly Counted[], at: ChallengesFilter['at']): Promise<readonly Part[]> =>
  page.length === 0
    ? []
    : db.query(
        `select counted, subject, ground, sector, agency, month, sum(times)::int as times from ${tableAt(localChallengesView, at)}
          where counted in ('recorded', 'ground') and subject = any ($1) and month = any ($2) and agency = any ($3)
          group by counted, subject, ground, sector, agency, month
        union all select 'entered', subject, ground, sector, agency, entered, sum(times)::int from ${tableAt(localChallengesView, at)}
          where counted = 'recorded' and subject = any ($1) and entered = any ($2) and agency = any ($3)
          group by subject, ground, sector, agency, entered order by subject, ground`,
        [
          page.flatMap(({ ruleId }) => [ruleId, ...(KINDS_OF_RULE.get(ruleId) ?? [])]),
          page.map(({ month }) => month),
          page.map(({ agency }) => agency),
        ],
      )

const comparedWith = ({ ruleId, sector, agency, month }: Counted, parts: readonly Part[]): Pick<LocalChallenge, 'grounds' | 'outOf'> => {
  const kinds = KINDS_OF_RULE.get(ruleId) ?? []
  const own = parts.filter((part) => part.sector === sector && part.agency === agency && part.month === month)
  return {
    grounds: own.flatMap(({ counted, subject, ground, times }) =>
      counted === 'ground' && subject === ruleId ? [{ code: ground, times }] : [],
    ),
    outOf: outOfKinds(kinds, own),
  }
}

/** The numbers of some kinds of events; a kind without any is left out. */
export const outOfKinds = (kinds: readonly string[], parts: readonly Pick<Part, 'counted' | 'subject' | 'times'>[]): readonly OutOf[] =>
  kinds.flatMap((type) => {
    const numbers = parts.filter(({ counted, subject }) => subject === type && counted !== 'ground')
    return numbers.length === 0 ? [] : [{ type, ...Object.fromEntries(numbers.map(({ counted, times }) => [counted, times])) }]
  })

const answers = (initiative: Initiative, { ruleId, agency }: Counted): boolean =>
  initiative.ruleId === ruleId && (initiative.agency === agency || (initiative.agreed?.owners.includes(agency) ?? false))

const cursorOf = ({ warned, missed, refused, month, agency, ruleId, sector }: Counted): string =>
  [warned + missed + refused, month, agency, ruleId, sector].join('~')
