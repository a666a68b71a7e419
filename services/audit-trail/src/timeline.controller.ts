import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Confidentiality, FromEverySector, obeying, Reveals, Roles, seesEveryCase } from '@case-timeline/access'
import { type CaseEventRecord, Id, OccurredAt, type ServiceName } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { disclosedTimeline, Timeline, TIMELINE } from './disclosed-timeline.ts'
import { timelineOf } from './timeline.ts'
import { TIMELINE_CASES, TimelineCasePage, timelineCases, timelineRows } from './views/timeline/timeline-rows.ts'

const TimelineQuery = z.strictObject({
  order: z.enum(['occurred', 'recorded']).default('occurred').meta({ description: 'by when it happened, or by when it was recorded' }),
  'as-of': OccurredAt.optional().meta({ description: 'what had happened by then; absent: now' }),
  'known-at': OccurredAt.optional().meta({ description: 'what had been recorded by then, later corrections ignored; absent: now' }),
  'min-position': z.string().optional(),
})

const Page = z.strictObject({
  cursor: Id.optional().meta({ description: 'the `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  'min-position': z.string().optional(),
})

@ApiTags('timeline')
@Controller('cases')
export class TimelineController {
  constructor(
    private readonly db: DataSource,
    private readonly store: EventStore,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'All cases, in the order of their ids, page by page.' })
  @Answers(TimelineCasePage, TIMELINE_CASES)
  cases(@Query({ schema: Page }) { cursor, limit }: z.infer<typeof Page>) {
    return timelineCases(this.db, { cursor, limit })
  }

  @Get(':caseId/timeline')
  @Roles('auditor', 'analyst', ...CASE_READERS)
  @FromEverySector()
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The merged timeline of a case: all of it for audit, what its sector may see for an agency that takes part.' })
  @Answers(Timeline, TIMELINE)
  async timeline(@WhoAsks() { caseId, sector, actor }: Asked, @Query({ schema: TimelineQuery }) query: z.infer<typeof TimelineQuery>) {
    const records = seesEveryCase(sector, actor.role) ? await timelineRows(this.db, caseId) : await this.sharedWith(sector, caseId)
    const { order, 'as-of': asOf, 'known-at': knownAt } = query
    const asked = { order, asOf, knownAt }
    // After the records were read: an order that is recorded meanwhile is obeyed.
    const closed = (await this.confidentiality.of([caseId], { agencyId: actor.agencyId, sector })).get(caseId)
    const entries = closed ? disclosedTimeline(closed, asked) : timelineOf(records, asked)
    return obeying({ caseId, position: records.at(-1)?.position ?? '0', entries })
  }

  /** Who may receive an event is asked of the store, which fixed it when the event was recorded. */
  private async sharedWith(sector: ServiceName, caseId: string): Promise<CaseEventRecord[]> {
    const history = await this.store.readCase(caseId)
    return history.filter(({ visibility }) => visibility.includes(sector)).map((event) => event.toRecord())
  }
}
