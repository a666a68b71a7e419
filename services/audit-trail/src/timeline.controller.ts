import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Confidentiality, disclosedBy, FromEverySector, Reveals, Roles, mayReadEveryCase } from '@case-timeline/access'
import { type CaseEventRecord, Id, OccurredAt, type ServiceName } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, Context, ImportedCases, type RequestContext, restrictedTo, SOURCE_QUERY } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { disclosedTimeline, Timeline, TIMELINE } from './disclosed-timeline.ts'
import { timelineOf } from './timeline.ts'
import { TIMELINE_CASES, TimelineCasePage, timelineCases, timelineRows } from './views/timeline/timeline-rows.ts'

const TimelineQuery = z.strictObject({
  order: z
    .enum(['occurred', 'recorded'])
    .default('occurred')
    .meta({ description: 'sort by the time when facts happened, or by the time when they were recorded' }),
  'as-of': OccurredAt.optional().meta({ description: 'show only what had happened by then; absent: now' }),
  'known-at': OccurredAt.optional().meta({
    description: 'show only what had been recorded by then, without later corrections; absent: now',
  }),
  'min-position': z.string().optional(),
})

const Page = z.strictObject({
  cursor: Id.optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  ...SOURCE_QUERY,
  'min-position': z.string().optional(),
})

@ApiTags('timeline')
@Controller('cases')
export class TimelineController {
  constructor(
    private readonly db: DataSource,
    private readonly store: EventStore,
    private readonly confidentiality: Confidentiality,
    private readonly imported: ImportedCases,
  ) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'All cases, in the order of their ids, page by page; or the one that was imported under an id.' })
  @Answers(TimelineCasePage, TIMELINE_CASES)
  cases(@Query({ schema: Page }) { cursor, limit, ...source }: z.infer<typeof Page>) {
    return timelineCases(this.db, { cursor, limit, only: restrictedTo(this.imported, source) })
  }

  @Get(':caseId/timeline')
  @Roles('auditor', 'analyst', ...CASE_READERS)
  @FromEverySector()
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The merged timeline of a case: complete for auditors; for an agency that takes part, the events shared with its sector.',
  })
  @Answers(Timeline, TIMELINE)
  async timeline(
    @Context() { caseId, sector, actor }: RequestContext,
    @Query({ schema: TimelineQuery }) query: z.infer<typeof TimelineQuery>,
  ) {
    const records = mayReadEveryCase(sector, actor.role) ? await timelineRows(this.db, caseId) : await this.sharedWith(sector, caseId)
    const { order, 'as-of': asOf, 'known-at': knownAt } = query
    const timelineQuery = { order, asOf, knownAt }
    // Read after the records, so that an order recorded in the meantime is applied to them.
    const orders = await this.confidentiality.disclosedCases([caseId], { agencyId: actor.agencyId, sector })
    const closed = orders.get(caseId)
    const entries = closed ? disclosedTimeline(closed, timelineQuery) : timelineOf(records, timelineQuery)
    return disclosedBy(orders, { caseId, position: records.at(-1)?.position ?? '0', entries })
  }

  /** Reads the store, because it keeps the visibility of each event and the view does not. */
  private async sharedWith(sector: ServiceName, caseId: string): Promise<CaseEventRecord[]> {
    const history = await this.store.readCase(caseId)
    return history.filter(({ visibility }) => visibility.includes(sector)).map((event) => event.toRecord())
  }
}
