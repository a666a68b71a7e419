import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { CaseEventRecord } from '@case-timeline/contracts'
import { Answers } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { startOfLast } from './views/timeline/timeline-rows.ts'

const TailQuery = z.strictObject({
  events: z.coerce.number().int().min(1).max(10_000).default(20),
  'min-position': z.string().optional(),
})

const Tail = z.strictObject({ after: CaseEventRecord.shape.position })

@ApiTags('events')
@Controller('events')
export class TailController {
  constructor(private readonly db: DataSource) {}

  @Get('tail')
  @Roles('auditor')
  @Reveals('nothing')
  @ApiOperation({ summary: 'The position after which the last `events` events of all cases follow: where to start reading GET /events.' })
  @Answers(Tail, { after: '40172' })
  async tail(@Query({ schema: TailQuery }) { events }: z.infer<typeof TailQuery>) {
    return { after: await startOfLast(this.db, events) }
  }
}
