import { Controller, Get, Query, type Type } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, CaseGate, Confidentiality, disclosedFrom, Reveals, Roles, ThisService } from '@case-timeline/access'
import type { Clock, Sector } from '@case-timeline/casework'
import { Id, Instant, OccurredAt } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { Answers, type RequestContext, Problem, Context } from '@case-timeline/http'
import { LawsInForce } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { DeadlineState } from './deadline.ts'
import { policyOf } from './with-deadlines.ts'
import { DEADLINES, deadlines, DeadlinesPage } from './deadline-list.ts'
import type { PagePosition } from './deadline-page.ts'

const DeadlineQuery = z.strictObject({
  state: DeadlineState.optional(),
  case: Id.optional().meta({ description: 'only the deadlines of this case' }),
  'as-of': OccurredAt.optional().meta({ description: 'the states are those at this time; a day means its end; absent: now' }),
  'known-at': Instant.optional().meta({
    description: 'only events that were recorded at or before this time count; absent: all recorded events',
  }),
  cursor: z.string().max(400).optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})

const encodedCursor = ({ dueBy, clockId }: PagePosition): string => Buffer.from(`${dueBy} ${clockId}`).toString('base64url')

const decodedCursor = (cursor: string): PagePosition => {
  // A due date in RFC 3339 with milliseconds has 24 characters; a clock id has at most 128.
  const [, dueBy, clockId] = /^(\S{24}) (\S{1,128})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (dueBy === undefined || clockId === undefined)
    throw new Problem('malformed-request', 'this cursor was not issued by this list: start without a cursor')
  return { dueBy, clockId }
}

/** The controller of the deadlines that the caller's agency owes by law or by a recorded fact, met or not. */
export const deadlinesControllerOf = (sector: Sector, clocks: readonly Clock[]): Type => {
  const sectorClocks = { sector, clocks }

  @ApiTags('deadlines')
  @Controller('deadlines')
  @Roles(...CASE_READERS)
  class DeadlinesController {
    constructor(
      private readonly db: DataSource,
      private readonly self: ThisService,
      private readonly laws: LawsInForce,
      private readonly confidentiality: Confidentiality,
      private readonly cases: CaseGate,
    ) {}

    @Get()
    @Reveals('case-facts')
    @ApiOperation({ summary: 'The deadlines that the caller’s agency owes, by due date, in pages.' })
    @Answers(DeadlinesPage, DEADLINES)
    async deadlines(@Context() { actor, sector }: RequestContext, @Query({ schema: DeadlineQuery }) query: z.infer<typeof DeadlineQuery>) {
      const { state, case: caseId, cursor, limit, 'known-at': knownAt } = query
      const until = query['as-of'] === undefined ? Date.now() : spanOf(query['as-of']).until - 1
      const { db, laws, confidentiality, cases, self } = this
      const scope = { ...sectorClocks, policyOf: policyOf(laws), receivingAgency: self.receivingAgency }
      const found = await deadlines(
        { db, cases, scope, confidentiality },
        {
          userId: actor.userId,
          agencyId: actor.agencyId,
          sector,
          state,
          caseId,
          asOf: new Date(until).toISOString(),
          knownAt,
          after: cursor === undefined ? undefined : decodedCursor(cursor),
          // One more than requested shows whether there is a next page.
          limit: limit + 1,
        },
      )
      return disclosedFrom(found, ({ deadlines: owed, ...otherMembers }) => {
        const page = owed.slice(0, limit)
        const last = page.at(-1)
        return { deadlines: page, ...(owed.length > limit && last ? { next: encodedCursor(last) } : {}), ...otherMembers }
      })
    }
  }
  return DeadlinesController
}
