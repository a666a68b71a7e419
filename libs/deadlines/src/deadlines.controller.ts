import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Confidentiality, obeying, Reveals, Roles, ThisService } from '@case-timeline/access'
import { Id, Instant, OccurredAt } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { EventStore } from '@case-timeline/event-store'
import { Answers, type Asked, LawInForce, Problem, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { DeadlineState, type Sector } from './deadline.ts'
import { DEADLINES, deadlines, DeadlinesFound, type Place } from './deadline-list.ts'

const DeadlineQuery = z.strictObject({
  state: DeadlineState.optional(),
  case: Id.optional().meta({ description: 'of this case only' }),
  'as-of': OccurredAt.optional().meta({ description: 'as things stood then; now when absent' }),
  'known-at': Instant.optional().meta({ description: 'as was recorded by then: later corrections are left out' }),
  cursor: z.string().max(400).optional().meta({ description: 'the `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})

const encoded = ({ dueBy, clockId }: Place): string => Buffer.from(`${dueBy} ${clockId}`).toString('base64url')

const decoded = (cursor: string): Place => {
  const [, dueBy, clockId] = /^(\S{24}) (\S{1,128})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (dueBy === undefined || clockId === undefined)
    throw new Problem('malformed-request', 'this cursor was not given out by this list: start without one')
  return { dueBy, clockId }
}

/** What the caller's agency owes by a day: what the law or a record asks of it, met or not. */
@ApiTags('deadlines')
@Controller('deadlines')
@Roles(...CASE_READERS)
export class DeadlinesController {
  constructor(
    private readonly db: DataSource,
    private readonly store: EventStore,
    private readonly self: ThisService,
    private readonly law: LawInForce,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The deadlines that the caller’s agency owes, the first due first, page by page.' })
  @Answers(DeadlinesFound, DEADLINES)
  async deadlines(@WhoAsks() { actor, sector }: Asked, @Query({ schema: DeadlineQuery }) query: z.infer<typeof DeadlineQuery>) {
    const { state, case: caseId, cursor, limit, 'known-at': knownAt } = query
    const until = query['as-of'] === undefined ? Date.now() : spanOf(query['as-of']).until - 1
    const { db, store, law, confidentiality, self } = this
    const owed = { sector: self.service as Sector, policy: law.policy, receivingAgency: self.receivingAgency }
    const { deadlines: found, ...rest } = await deadlines(
      { db, store, owed, confidentiality },
      {
        userId: actor.userId,
        agencyId: actor.agencyId,
        sector,
        state,
        caseId,
        asOf: new Date(until).toISOString(),
        knownAt,
        after: cursor === undefined ? undefined : decoded(cursor),
        limit: limit + 1,
      },
    )
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return obeying({ deadlines: page, ...(found.length > limit && last ? { next: encoded(last) } : {}), ...rest })
  }
}
