import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { AgeBand, Jurisdiction, Language, NeedsAssessed, RiskAssessed, UrgentNeed } from '@case-timeline/contracts'
import { Lists, PageQuery, pageSchema, type RowFilter, rowsOfOffice } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { z } from 'zod'
import { TRIAGE_COUNTS, TriageCounts, triageCounts } from './triage-counts.ts'
import { TRIAGED_PERSON, TriagedPerson, triageView } from './triage.view.ts'

const flag = (description: string) => z.enum(['true', 'false']).optional().meta({ description })

const FILTERS = {
  need: UrgentNeed.optional().meta({ description: 'only persons with this urgent need' }),
  nationality: Jurisdiction.optional(),
  language: Language.optional(),
  'age-band': AgeBand.optional().meta({
    description: '`unknown`: also who stated none; who is not known to be an adult is protected as a child',
  }),
  risk: RiskAssessed.data.shape.level.optional(),
  state: z.enum(['open', 'closed', 'all']).default('all'),
  screened: flag('whether the person was screened for indicators'),
  informed: flag('whether the person was informed of rights'),
  'needs-assessed': flag('whether the needs were assessed'),
  reflecting: flag('whether a reflection period runs'),
  'ready-to-speak': NeedsAssessed.data.shape.readyToSpeak,
  consent: TriagedPerson.shape.consent.optional(),
  return: TriagedPerson.shape.returnState.optional().meta({ description: '`agreed`: the person is ready to return' }),
}
const TriageQuery = PageQuery.extend(FILTERS)
type TriageQuery = z.infer<typeof TriageQuery>

const CountsQuery = PageQuery.pick({ case: true, schema: true, 'min-position': true })
type CountsQuery = z.infer<typeof CountsQuery>

type Member = keyof TriagedPerson & string
type Filter = RowFilter<TriagedPerson>

const equals = (member: Member, value: string | undefined): readonly Filter[] =>
  value === undefined ? [] : [{ condition: `listed.${member} = '${value}'`, isShown: (person) => person[member] === value }]
const isTrue = (member: Member, value: 'true' | 'false' | undefined): readonly Filter[] =>
  value === undefined ? [] : [{ condition: `listed.${member} is ${value}`, isShown: (person) => person[member] === (value === 'true') }]
const needs = (need: TriageQuery['need']): readonly Filter[] =>
  need === undefined
    ? []
    : [{ condition: `listed.urgentNeeds @> array['${need}']`, isShown: ({ urgentNeeds }) => urgentNeeds?.includes(need) ?? false }]

const isInAgeBand = (band: TriageQuery['age-band']): readonly Filter[] =>
  band === undefined
    ? []
    : [{ condition: `coalesce(listed.ageBand, 'unknown') = '${band}'`, isShown: ({ ageBand = 'unknown' }) => ageBand === band }]

/** The filters of a query. The values are of closed lists, or two or three letters: none needs quoting. */
const filterOf = (filters: Omit<TriageQuery, keyof PageQuery>): Filter => {
  const all = [
    ...needs(filters.need),
    ...equals('nationality', filters.nationality),
    ...equals('language', filters.language),
    ...isInAgeBand(filters['age-band']),
    ...equals('risk', filters.risk),
    ...equals('state', filters.state === 'all' ? undefined : filters.state),
    ...equals('readyToSpeak', filters['ready-to-speak']),
    ...equals('consent', filters.consent),
    ...equals('returnState', filters.return),
    ...isTrue('screened', filters.screened),
    ...isTrue('informed', filters.informed),
    ...isTrue('needsAssessed', filters['needs-assessed']),
    ...isTrue('reflecting', filters.reflecting),
  ]
  return {
    condition: ['true', ...all.map(({ condition }) => condition)].join(' and '),
    isShown: (person) => all.every(({ isShown }) => isShown(person)),
  }
}

@ApiTags('triage')
@Controller('triage')
export class TriageController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The persons whom the caller’s agency supports, by need, nationality and readiness for the next step.',
  })
  @Answers(pageSchema(TriagedPerson), { rows: [TRIAGED_PERSON] })
  triage(@Context() context: RequestContext, @Query({ schema: TriageQuery }) query: TriageQuery) {
    const { case: caseId, cursor, limit, schema, 'min-position': _, ...filters } = query
    const page = { case: caseId, cursor, limit, schema }
    return this.lists.ownRows(triageView, context, page, rowsOfOffice('listed.supportedBy'), filterOf(filters))
  }

  @Get('counts')
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'How many persons with open support need what, by nationality and readiness, of one case or of all. A case of which a court order withholds data is not counted, and named.',
  })
  @Answers(TriageCounts, TRIAGE_COUNTS)
  counts(@Context() context: RequestContext, @Query({ schema: CountsQuery }) query: CountsQuery) {
    return triageCounts(this.lists, context, query)
  }
}
