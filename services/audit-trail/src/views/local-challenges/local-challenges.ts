import { AgencyId, ChallengeRaised, InitiativeAgreed, InitiativeReviewed, RuleId } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { Initiative } from './initiatives.ts'

/** A calendar month, `2026-03`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** How often an agency did not keep a rule in a month, with the initiatives that answer it. */
const LocalChallenge = z.strictObject({
  ruleId: RuleId,
  agency: AgencyId,
  month: Month,
  warned: z.int(),
  missed: z.int(),
  initiatives: z.array(Initiative).readonly(),
})
export type LocalChallenge = z.infer<typeof LocalChallenge>

export interface ChallengesFilter {
  readonly agency?: string | undefined
  /** First and last month, `2026-03`. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined
  readonly limit: number
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
      agency: ChallengeRaised.example.agency,
      month: '2026-03',
      warned: 7,
      missed: 0,
      initiatives: [{ ...ChallengeRaised.example, agreed: InitiativeAgreed.example, lastReview: InitiativeReviewed.example }],
    },
  ],
}

type Counted = Omit<LocalChallenge, 'initiatives'>

/** The rules that agencies broke most often, per agency and month, most frequent first. No case or person is named. */
export const localChallenges = async (
  db: DataSource,
  initiatives: readonly Initiative[],
  { agency, from, until, cursor, limit }: ChallengesFilter,
): Promise<ChallengesPage> => {
  const [total, month, agencyOfCursor, ruleId] = cursor?.split('~') ?? []
  // One row more than the page holds shows whether there is a next page.
  const found: Counted[] = await db.query(
    `select * from (
        select rule_id as "ruleId", agency, month,
            (count(*) filter (where kind = 'warned'))::int as warned, (count(*) filter (where kind = 'missed'))::int as missed
          from local_challenges_v1
          where ($1::text is null or agency = $1) and ($2::text is null or month >= $2) and ($3::text is null or month <= $3)
          group by rule_id, agency, month) counted
      where $4::int is null or (warned + missed, month, agency, "ruleId") < ($4, $5, $6, $7)
      order by warned + missed desc, month desc, agency desc, "ruleId" desc limit $8`,
    [agency ?? null, from ?? null, until ?? null, total ?? null, month ?? null, agencyOfCursor ?? null, ruleId ?? null, limit + 1],
  )
  const challenges = found
    .slice(0, limit)
    .map((counted) => ({ ...counted, initiatives: initiatives.filter((initiative) => answers(initiative, counted)) }))
  const last = challenges.at(-1)
  return found.length > limit && last ? { challenges, next: cursorOf(last) } : { challenges }
}

const answers = (initiative: Initiative, { ruleId, agency }: Counted): boolean =>
  initiative.ruleId === ruleId && (initiative.agency === agency || (initiative.agreed?.owners.includes(agency) ?? false))

const cursorOf = ({ warned, missed, month, agency, ruleId }: Counted): string => [warned + missed, month, agency, ruleId].join('~')
