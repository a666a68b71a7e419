import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { Lists, PageQuery, pageSchema, readAtPosition, readerOf } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import type { z } from 'zod'
import { COOPERATION_REQUEST, CooperationRequest, cooperationRequestsView } from './cooperation-requests.view.ts'
import { RESPONSE_TIMES, responseTimes, ResponseTimesList } from './response-times.ts'

const TimesQuery = PageQuery.pick({ schema: true, 'min-position': true })

@ApiTags('cooperation')
@Controller('cooperation-requests')
@Roles('lead-investigator', 'investigator', 'records-supervisor')
export class CooperationRequestsController {
  constructor(
    private readonly lists: Lists,
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
    private readonly store: EventStore,
  ) {}

  @Get()
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The requests to the police of other countries in the cases of the caller’s agency, and the answers to them.' })
  @Answers(pageSchema(CooperationRequest), { rows: [COOPERATION_REQUEST] })
  requests(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(cooperationRequestsView, context, page)
  }

  @Get('response-times')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The response times per pair of countries and cooperation mechanism, in the cases of the caller’s agency.' })
  @Answers(ResponseTimesList, RESPONSE_TIMES)
  responseTimes(@Context() context: RequestContext, @Query({ schema: TimesQuery }) { schema }: z.infer<typeof TimesQuery>) {
    const { db, store } = this
    return readAtPosition({ db, store }, schema, cooperationRequestsView, (at) =>
      responseTimes(db, readerOf(context, this.self), this.confidentiality, at),
    )
  }
}
