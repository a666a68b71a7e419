import { Controller, Get, Header, Query, Req, Res, StreamableFile } from '@nestjs/common'
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger'
import { type Admitted, CASE_READERS, Reveals, Roles } from '@case-timeline/access'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Asked, WhoAsks } from './asked.ts'
import { BATCH_EXAMPLE, EventsBatch } from './events-text.ts'
import type { EventPage } from './events-page.ts'
import { Outbound } from './outbound.ts'
import { Problem } from './problem.ts'

const Position = z
  .string()
  .regex(/^\d{1,18}$/)
  .default('0')
  .meta({ description: 'the position that was come to before; 0: from the first event on' })
const From = z.strictObject({ after: Position, 'min-position': z.string().optional() })
const Page = From.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })
type Page = z.infer<typeof Page>

const BATCH = 'application/cloudevents-batch+json'

const header = (description: string) => ({ description, schema: { type: 'string' as const } })
const EVENTS_PAGE = {
  description: 'CloudEvents in the order in which they were recorded; `data` is the record, and `dataschema` names its schema',
  headers: {
    position: header('how far the log was looked through: send it as `after`'),
    'caught-up': header('`true` where that was the end of the log'),
    link: header('the address of the next page, as rel="next"'),
  },
  standardSchema: EventsBatch,
  example: EventsBatch.parse(BATCH_EXAMPLE),
}

const STREAM_EXAMPLE = `id: 40172\ndata: ${JSON.stringify(BATCH_EXAMPLE[0])}\n\n`

/** The events that an agency may see, as they were recorded, for its own systems. */
@ApiTags('events')
@Controller()
@Roles('agency-system', ...CASE_READERS, 'auditor')
@Reveals('event-records')
export class EventsController {
  constructor(private readonly outbound: Outbound) {}

  @Get('events')
  @ApiProduces(BATCH)
  @ApiOkResponse(EVENTS_PAGE)
  @ApiOperation({
    summary:
      'The next events of the caller’s cases, as CloudEvents. The headers position and Link say where to read on, caught-up whether to wait.',
  })
  async events(@WhoAsks() asked: Asked, @Query({ schema: Page }) { after, limit }: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.batch(await this.outbound.page(receiverOf(asked), { after, limit }), `/events?limit=${limit}`, reply)
  }

  @Get('cases/:caseId/events')
  @ApiProduces(BATCH)
  @ApiOkResponse(EVENTS_PAGE)
  @ApiOperation({
    summary: 'The events of one case from its beginning: for an agency that came to it late, or a user who is no longer excluded.',
  })
  async ofCase(@WhoAsks() asked: Asked, @Query({ schema: Page }) { after, limit }: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    const { caseId } = asked
    const page = await this.outbound.pageOfCase(receiverOf(asked), { caseId, after, limit })
    return this.batch(page, `/cases/${caseId}/events?limit=${limit}`, reply)
  }

  @Get('events/stream')
  @Header('content-type', 'text/event-stream')
  @Header('connection', 'close')
  // Else a proxy may keep events back until it has a page of them.
  @Header('x-accel-buffering', 'no')
  @ApiOkResponse({
    description: 'id: position, data: a CloudEvent',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the id of the last event received; it goes before `after`' })
  @ApiOperation({ summary: 'The events of the caller’s cases as they are recorded, as server-sent events whose id is the position.' })
  stream(
    @WhoAsks() asked: Asked,
    @Query({ schema: From }) { after }: z.infer<typeof From>,
    @Req() request: FastifyRequest & Admitted,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const listener = { ...receiverOf(asked), expiresAt: request.principal?.expiresAt }
    return new StreamableFile(this.outbound.stream(listener, lastEventId(request) ?? after, () => reply.raw.destroy()))
  }

  private batch({ events, position, caughtUp }: EventPage, address: string, reply: FastifyReply): string {
    void reply.type(BATCH).headers({ position, 'caught-up': String(caughtUp), link: `<${address}&after=${position}>; rel="next"` })
    return this.outbound.batch(events)
  }
}

const receiverOf = ({ actor: { userId, agencyId, role }, sector }: Asked) => ({ userId, agencyId, sector, role })

const lastEventId = ({ headers }: FastifyRequest): string | undefined => {
  const { 'last-event-id': id } = headers
  if (id === undefined || id === '') return undefined
  const { data } = Position.safeParse(id)
  if (data === undefined) throw new Problem('malformed-request', 'Last-Event-ID must be the id of an event that this stream sent')
  return data
}
