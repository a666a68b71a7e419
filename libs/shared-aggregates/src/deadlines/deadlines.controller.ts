import { Controller, Get, Query, type Type } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, CaseGate, Confidentiality, disclosedFrom, Reveals, Roles, ThisService } from '@case-timeline/access'
import type { Clock, Sector } from '@case-timeline/casework'
import { EventStore } from '@case-timeline/event-store'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { LawsInForce } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { DeadlineState } from './deadline.ts'
import type { DeadlineScope } from './missed-deadline.ts'
import { policyOf } from './with-deadlines.ts'
import { DEADLINES, deadlines, DeadlinesPage } from './deadline-list.ts'
import { PAGE_OF_DEADLINES, pageWithin, requestOf } from './deadline-paging.ts'

const DeadlineQuery = z.strictObject({
  state: DeadlineState.optional(),
  ...PAGE_OF_DEADLINES,
})

/** The controller of the deadlines that the caller's agency owes by law or by a recorded fact, met or not. */
export const deadlinesControllerOf = (sector: Sector, clocks: readonly Clock[]): Type => {
  const sectorClocks = { sector, clocks }

  @ApiTags('deadlines')
  @Controller('deadlines')
  @Roles(...CASE_READERS)
  class DeadlinesController {
    private readonly scope: DeadlineScope

    constructor(
      private readonly db: DataSource,
      private readonly store: EventStore,
      self: ThisService,
      laws: LawsInForce,
      private readonly confidentiality: Confidentiality,
      private readonly cases: CaseGate,
    ) {
      this.scope = { ...sectorClocks, policyOf: policyOf(laws), receiving: self.receiving }
    }

    @Get()
    @Reveals('case-facts')
    @ApiOperation({ summary: 'The deadlines that the caller’s agency owes, by due date, in pages.' })
    @Answers(DeadlinesPage, DEADLINES)
    async deadlines(@Context() context: RequestContext, @Query({ schema: DeadlineQuery }) query: z.infer<typeof DeadlineQuery>) {
      const { db, store, scope, confidentiality, cases } = this
      const found = await deadlines({ db, store, cases, scope, confidentiality }, { ...requestOf(context, query), state: query.state })
      return disclosedFrom(found, ({ deadlines: owed, ...otherMembers }) => {
        const { page, next } = pageWithin(owed, query.limit)
        return { deadlines: page, ...next, ...otherMembers }
      })
    }
  }
  return DeadlinesController
}
