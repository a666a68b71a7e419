import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CaseGate, Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { PageQuery, pageSchema, readerOf, readListAtPosition } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { withdrawnTracesIn } from './withdrawn-traces.ts'
import { LINKED_TRACE, LinkedTrace, linkedTraces } from './linked-traces.ts'
import { linkedTracesView } from './linked-traces.view.ts'

@ApiTags('traces')
@Controller('linked-traces')
export class LinkedTracesController {
  private readonly withdrawnTraces: ReturnType<typeof withdrawnTracesIn>

  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
    private readonly cases: CaseGate,
    private readonly store: EventStore,
  ) {
    this.withdrawnTraces = withdrawnTracesIn(store)
  }

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The online traces that a case of the caller’s agency shares with another case; for a case of other agencies, only the agency to contact.',
  })
  @Answers(pageSchema(LinkedTrace), { rows: [LINKED_TRACE] })
  async traces(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    const access = { orders: this.confidentiality, cases: this.cases, withdrawn: await this.withdrawnTraces() }
    const { db, store } = this
    return readListAtPosition({ db, store }, page, linkedTracesView, (at) =>
      linkedTraces(db, readerOf(context, this.self), { ...page, at }, access),
    )
  }
}
