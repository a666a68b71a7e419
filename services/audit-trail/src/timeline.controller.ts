import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { FromEverySector, Reveals, Roles } from '@case-timeline/access'
import { OccurredAt } from '@case-timeline/contracts'
import { EventStore, type StoredEvent } from '@case-timeline/event-store'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { z } from 'zod'
import { timelineOf } from './timeline.ts'

const TimelineQuery = z.strictObject({
  order: z.enum(['occurred', 'recorded']).default('occurred').meta({ description: 'by when it happened, or by when it was recorded' }),
  'as-of': OccurredAt.optional().meta({ description: 'what had happened by then; absent: now' }),
  'known-at': OccurredAt.optional().meta({ description: 'what had been recorded by then, later corrections ignored; absent: now' }),
  'min-position': z.string().optional(),
})

@ApiTags('timeline')
@Controller('cases/:caseId/timeline')
export class TimelineController {
  constructor(private readonly store: EventStore) {}

  @Get()
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
  async timeline(@WhoAsks() { caseId, sector }: Asked, @Query({ schema: TimelineQuery }) query: z.infer<typeof TimelineQuery>) {
    const mayBeSeen = ({ visibility }: StoredEvent) => visibility.includes(sector)
    const history = (await this.store.readCase(caseId)).filter(mayBeSeen)
    const { order, 'as-of': asOf, 'known-at': knownAt } = query
    return {
      caseId,
      position: history.at(-1)?.position ?? '0',
      entries: timelineOf(
        history.map((event) => event.toRecord()),
        { order, asOf, knownAt },
      ),
    }
  }
}
