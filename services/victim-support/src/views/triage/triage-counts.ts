import type { Disclosed } from '@case-timeline/access'
import { type CountedRows, type Lists, ownOrTakenOver, PAGE_MEMBERS } from '@case-timeline/lists'
import type { RequestContext } from '@case-timeline/http'
import { z } from 'zod'
import { triageView } from './triage.view.ts'

const Count = z.int().min(0)
const byValue = (description: string) => z.record(z.string(), Count).meta({ description })

/** How many persons need what, and are ready for what. */
export const TriageCounts = z.strictObject({
  persons: Count,
  need: byValue('by urgent need; a person may have several'),
  nationality: byValue('by country; persons whose nationality is not stated are in none'),
  language: byValue('by language, as an interpreter is found; persons whose language is not stated are in none'),
  ageBand: byValue('by age band; who is not known to be an adult is protected as a child'),
  risk: byValue('by level of risk; persons whose risk was not assessed are in none'),
  readiness: z.strictObject({
    screened: Count,
    informed: Count,
    needsAssessed: Count,
    consentAsked: Count,
    readyToSpeak: Count,
    readyToReturn: Count,
  }),
  withheld: PAGE_MEMBERS.withheld.meta({ description: 'cases that are not counted, because a court order withholds data of them' }),
})
export type TriageCounts = z.infer<typeof TriageCounts>

/** Example of the counts of a case. */
export const TRIAGE_COUNTS: TriageCounts = {
  persons: 7_000,
  need: { interpretation: 5_200, medicalCare: 310 },
  nationality: { ET: 410, MM: 1_900 },
  language: { am: 390, my: 1_870 },
  ageBand: { adult: 6_210, child: 530, unknown: 260 },
  risk: { high: 120 },
  readiness: { screened: 6_400, informed: 6_900, needsAssessed: 6_100, consentAsked: 900, readyToSpeak: 400, readyToReturn: 75 },
}

/** What is counted, each with the SQL expression for the values of a row: none, one or several. */
const COUNTED = `
  select 'persons' as counted, '' as value
  union all select 'need', unnest(listed.urgent_needs)
  union all select 'nationality', listed.nationality where listed.nationality is not null
  union all select 'language', listed.language where listed.language is not null
  union all select 'ageBand', coalesce(listed.age_band, 'unknown')
  union all select 'risk', listed.risk where listed.risk is not null
  union all select 'readiness', 'screened' where listed.screened
  union all select 'readiness', 'informed' where listed.informed
  union all select 'readiness', 'needsAssessed' where listed.needs_assessed
  union all select 'readiness', 'consentAsked' where listed.consent <> 'notAsked'
  union all select 'readiness', 'readyToSpeak' where listed.ready_to_speak = 'yes'
  union all select 'readiness', 'readyToReturn' where listed.return_state = 'agreed'`

/** @param of the case, and where its rows are read; absent: of all cases, and the live ones */
export const triageCounts = async (
  lists: Lists,
  context: RequestContext,
  of: Pick<CountedRows, 'case' | 'schema'>,
): Promise<Disclosed<TriageCounts>> =>
  lists.countsOfOwn(
    triageView,
    context,
    {
      case: of.case,
      schema: of.schema,
      own: ownOrTakenOver('listed.supported_by', 'listed.case_id'),
      condition: `listed.state = 'open'`,
      counted: COUNTED,
    },
    (counts, withheld): TriageCounts => {
      const countsOf = (name: string) => counts.get(name) ?? {}
      const none = { screened: 0, informed: 0, needsAssessed: 0, consentAsked: 0, readyToSpeak: 0, readyToReturn: 0 }
      return {
        persons: countsOf('persons')[''] ?? 0,
        need: countsOf('need'),
        nationality: countsOf('nationality'),
        language: countsOf('language'),
        ageBand: countsOf('ageBand'),
        risk: countsOf('risk'),
        readiness: { ...none, ...countsOf('readiness') },
        ...withheld,
      }
    },
  )
