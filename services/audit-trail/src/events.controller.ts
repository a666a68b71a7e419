import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { z } from 'zod'

const Page = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0')
    .meta({ description: 'the position that the last page ended with' }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  'min-position': z.string().optional(),
})

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly store: EventStore) {}

  @Get()
  @Roles('auditor')
  @Reveals('event-records')
  @ApiOperation({ summary: 'The records of the log after a position, in order; an empty page means that nothing new was recorded yet.' })
  async events(@Query({ schema: Page }) { after, limit }: z.infer<typeof Page>) {
    const { events, position } = await this.store.readAll({ after, limit })
    return { events: events.map((event) => event.toRecord()), position }
  }
}
