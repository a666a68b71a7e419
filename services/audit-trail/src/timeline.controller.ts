import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  CASE_READERS,
  Confidentiality,
  type Disclosed,
  type DisclosedCase,
  disclosedBy,
  FromEverySector,
  mayReadEveryCase,
  notKept,
  Reveals,
  Roles,
} from '@case-timeline/access'
import { Id, OccurredAt, type ServiceName } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, Context, ImportedCases, type RequestContext, restrictedTo, SOURCE_QUERY } from '@case-timeline/http'
import { disclosedAt, readAtPosition, SCHEMA_QUERY } from '@case-timeline/lists'
import type { MaterialisedSchema } from '@case-timeline/projections'
import { ViewsOnLog } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { disclosedTimeline, openTimeline, Timeline, TIMELINE } from './disclosed-timeline.ts'
import { recordsSharedWith, sharedRecords } from './views/timeline/shared-records.ts'
import {
  type CaseRecords,
  recordsInSchema,
  TIMELINE_CASES,
  TimelineCasePage,
  timelineCases,
  timelineRecords,
} from './views/timeline/timeline-rows.ts'
import { timelineView } from './views/timeline/timeline.view.ts'

const TimelineQuery = z.strictObject({
  order: z
    .enum(['occurred', 'recorded'])
    .default('occurred')
    .meta({ description: 'sort by the time when facts happened, or by the time when they were recorded' }),
  'as-of': OccurredAt.optional().meta({ description: 'show only what had happened by then; absent: now' }),
  'known-at': OccurredAt.optional().meta({
    description: 'show only what had been recorded by then, without later corrections; absent: now',
  }),
  ...SCHEMA_QUERY,
  'min-position': z.string().optional(),
})
type TimelineQuery = z.infer<typeof TimelineQuery>

const Page = z.strictObject({
  cursor: Id.optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  ...SOURCE_QUERY,
  ...SCHEMA_QUERY,
  'min-position': z.string().optional(),
})

@ApiTags('timeline')
@Controller('cases')
export class TimelineController {
  private readonly recordsOf: (caseId: string) => Promise<CaseRecords>
  private readonly sharedOf: (caseId: string, sector: ServiceName) => Promise<CaseRecords>

  constructor(
    private readonly db: DataSource,
    private readonly store: EventStore,
    private readonly confidentiality: Confidentiality,
    private readonly imported: ImportedCases,
    private readonly views: ViewsOnLog,
  ) {
    this.recordsOf = timelineRecords(db)
    this.sharedOf = sharedRecords(store)
  }

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'All cases, in the order of their ids, page by page; or the one that was imported under an id.' })
  @Answers(TimelineCasePage, TIMELINE_CASES)
  async cases(@Query({ schema: Page }) { cursor, limit, schema, ...source }: z.infer<typeof Page>) {
    const { db, store } = this
    // Not a fact of a case, but that there is one.
    await this.views.require()
    const only = restrictedTo(this.imported, source)
    return readAtPosition({ db, store }, schema, timelineView, (at) => timelineCases(db, { cursor, limit, only, at }))
  }

  @Get(':caseId/timeline')
  @Roles('auditor', 'analyst', ...CASE_READERS)
  @FromEverySector()
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The merged timeline of a case: complete for auditors; for an agency that takes part, the events shared with its sector.',
  })
  @Answers(Timeline, TIMELINE)
  timeline(@Context() context: RequestContext, @Query({ schema: TimelineQuery }) query: TimelineQuery) {
    const { db, store } = this
    return readAtPosition({ db, store }, query.schema, timelineView, (at) => this.timelineAt(context, query, at))
  }

  /** As it was at a position of the log, or as it is. Who may see what is decided by the orders and the participation of now. */
  private async timelineAt(
    { caseId, sector, actor }: RequestContext,
    { order, 'as-of': asOf, 'known-at': knownAt }: TimelineQuery,
    at: MaterialisedSchema | undefined,
  ): Promise<Disclosed<z.infer<typeof Timeline>>> {
    const timelineQuery = { order, asOf, knownAt }
    const viewer = { agencyId: actor.agencyId, sector }
    const upTo = (closed: DisclosedCase | undefined) => closed && disclosedAt(closed, at)
    const before = await this.confidentiality.disclosedCases([caseId], viewer)
    const closed = upTo(before.get(caseId))
    if (closed) {
      const position = closed.facts.at(-1)?.recorded.position ?? '0'
      return disclosedBy(before, { caseId, position, entries: [...disclosedTimeline(closed, timelineQuery)] })
    }
    const read = mayReadEveryCase(sector, actor.role) ? await this.recordsAt(caseId, at) : await this.sharedWith(sector, caseId, at)
    // Once more after the records, so that an order recorded in the meantime is applied to them.
    const orders = await this.confidentiality.disclosedCases([caseId], viewer)
    const closedNow = upTo(orders.get(caseId))
    const entries = closedNow ? disclosedTimeline(closedNow, timelineQuery) : openTimeline(read, timelineQuery)
    return disclosedBy(orders, { caseId, position: read.records.at(-1)?.position ?? '0', entries: [...entries] })
  }

  private recordsAt(caseId: string, at: MaterialisedSchema | undefined): Promise<CaseRecords> {
    return at === undefined ? this.recordsOf(caseId) : recordsInSchema(this.db, at, caseId)
  }

  /** Of a position of the log, nothing is kept: it is asked for once. */
  private async sharedWith(sector: ServiceName, caseId: string, at: MaterialisedSchema | undefined): Promise<CaseRecords> {
    if (at === undefined) return this.sharedOf(caseId, sector)
    const history = await this.store.readCase(caseId, { upTo: at.position })
    return { records: recordsSharedWith(sector, history), computed: notKept }
  }
}
