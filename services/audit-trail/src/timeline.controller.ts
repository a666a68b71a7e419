import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { FromEverySector, Reveals, Roles, seesEveryCase } from '@case-timeline/access'
import { type CaseEventRecord, Id, OccurredAt, type ServiceName } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { timelineOf } from './timeline.ts'
import { timelineCases, timelineRows } from './views/timeline/timeline-rows.ts'

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
  ) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'All cases, in the order of their ids, page by page.' })
  cases(@Query({ schema: Page }) { cursor, limit }: z.infer<typeof Page>) {
    return timelineCases(this.db, { cursor, limit })
  }

  @Get(':caseId/timeline')
  @Roles(
    'auditor',
    'analyst',
    'lead-investigator',
    'investigator',
    'prosecutor',
    'supervising-prosecutor',
    'registrar',
    'judge',
    'case-worker',
    'support-lead',
    'records-supervisor',
  )
  @FromEverySector()
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The merged timeline of a case: all of it for audit, what its sector may see for an agency that takes part.' })
  async timeline(@WhoAsks() { caseId, sector, actor }: Asked, @Query({ schema: TimelineQuery }) query: z.infer<typeof TimelineQuery>) {
    const records = seesEveryCase(sector, actor.role) ? await timelineRows(this.db, caseId) : await this.sharedWith(sector, caseId)
    const { order, 'as-of': asOf, 'known-at': knownAt } = query
    return { caseId, position: records.at(-1)?.position ?? '0', entries: timelineOf(records, { order, asOf, knownAt }) }
  }

  /** Who may receive an event is asked of the store, which fixed it when the event was recorded. */
  private async sharedWith(sector: ServiceName, caseId: string): Promise<CaseEventRecord[]> {
    const history = await this.store.readCase(caseId)
    return history.filter(({ visibility }) => visibility.includes(sector)).map((event) => event.toRecord())
  }
}
