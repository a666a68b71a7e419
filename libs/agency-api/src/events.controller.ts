import { Controller, Get, Header, Query, Req, Res, StreamableFile } from '@nestjs/common'
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger'
import { type AdmittedRequest, CASE_READERS, Reveals, Roles } from '@case-timeline/access'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type RequestContext, Context, Problem } from '@case-timeline/http'
import { Cursor } from './cursor.ts'
import { BATCH_EXAMPLE, EventsBatch } from './published-events.ts'
import type { EventPage } from './events-page.ts'
import { Outbound } from './outbound.ts'

const After = Cursor.default('0').meta({
  description: 'the cursor of the page before, or the id of the last event of the stream; 0: start with the first event',
})
// `min-position` is read by an interceptor of every query.
const StreamQuery = z.strictObject({ after: After, 'min-position': z.string().optional() })
const PageQuery = StreamQuery.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })
type PageQuery = z.infer<typeof PageQuery>

const BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json'

const header = (description: string) => ({ description, schema: { type: 'string' as const } })
const EVENTS_PAGE = {
  description: 'CloudEvents in recording order; `data` is the record, and `dataschema` is the address of its schema',
  headers: {
    cursor: header('the start of the next page: send it as `after`. 409 `log-went-back`: the log no longer has what was read up to it'),
    position: header('the last position that was scanned'),
    'caught-up': header('`true` if the end of the log was reached'),
    link: header('the address of the next page, as rel="next"'),
  },
  standardSchema: EventsBatch,
  example: EventsBatch.parse(BATCH_EXAMPLE),
}

const STREAM_EXAMPLE = `id: 40172.3e23e8160039594a\ndata: ${JSON.stringify(BATCH_EXAMPLE[0])}\n\n`

/** The events that an agency may see, as recorded, for its own systems. */
@ApiTags('events')
@Controller()
@Roles('agency-system', ...CASE_READERS, 'auditor')
@Reveals('event-records')
export class EventsController {
  constructor(private readonly outbound: Outbound) {}

  @Get('events')
  @ApiProduces(BATCH_MEDIA_TYPE)
  @ApiOkResponse(EVENTS_PAGE)
  @ApiOperation({
    summary:
      'The next events of the caller’s cases, as CloudEvents. The headers cursor and Link give the start of the next page; caught-up shows whether the end of the log was reached.',
  })
  async events(
    @Context() context: RequestContext,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.batch(await this.outbound.page(eventReceiverOf(context), { after, limit }), `/events?limit=${limit}`, reply)
  }

  @Get('cases/:caseId/events')
  @ApiProduces(BATCH_MEDIA_TYPE)
  @ApiOkResponse(EVENTS_PAGE)
  @ApiOperation({
    summary: 'The events of one case from its beginning: for an agency that joined the case later, or a user who is no longer excluded.',
  })
  async caseEvents(
    @Context() context: RequestContext,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { caseId } = context
    const page = await this.outbound.pageOfCase(eventReceiverOf(context), { caseId, after, limit })
    return this.batch(page, `/cases/${caseId}/events?limit=${limit}`, reply)
  }

  @Get('events/stream')
  @Header('content-type', 'text/event-stream')
  @Header('connection', 'close')
  @ApiProduces('text/event-stream')
  // Without this header, a proxy may hold events back until its buffer is full.
  @Header('x-accel-buffering', 'no')
  @ApiOkResponse({
    description: 'server-sent events: the id is the cursor, the data is a CloudEvent',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the id of the last received event; takes precedence over `after`' })
  @ApiOperation({ summary: 'The events of the caller’s cases as they are recorded, as server-sent events whose id is the cursor.' })
  async stream(
    @Context() context: RequestContext,
    @Query({ schema: StreamQuery }) { after }: z.infer<typeof StreamQuery>,
    @Req() request: FastifyRequest & AdmittedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const listener = { ...eventReceiverOf(context), expiresAt: request.principal?.expiresAt }
    return new StreamableFile(await this.outbound.stream(listener, lastEventId(request) ?? after, () => reply.raw.destroy()))
  }

  private batch({ events, position, cursor, caughtUp }: EventPage, address: string, reply: FastifyReply): string {
    void reply
      .type(BATCH_MEDIA_TYPE)
      .headers({ cursor, position, 'caught-up': String(caughtUp), link: `<${address}&after=${cursor}>; rel="next"` })
    return this.outbound.batch(events)
  }
}

const eventReceiverOf = ({ actor: { userId, agencyId, role }, roles, sector }: RequestContext) => ({
  userId,
  agencyId,
  sector,
  role,
  roles,
})

const lastEventId = ({ headers }: FastifyRequest): string | undefined => {
  const { 'last-event-id': id } = headers
  if (id === undefined || id === '') return undefined
  const { data } = Cursor.safeParse(id)
  if (data === undefined) throw new Problem('malformed-request', 'Last-Event-ID must be the id of an event that this stream sent')
  return data
}
