import { Controller, Get, Query, type Type } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, CaseGate, Confidentiality, disclosedFrom, Reveals, Roles, ThisService } from '@case-timeline/access'
import type { Clock } from '@case-timeline/casework'
import { Code, type HoldingService } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, Context, type RequestContext } from '@case-timeline/http'
import { LawsInForce } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { PAGE_OF_DEADLINES, pageWithin, requestOf } from './deadline-paging.ts'
import { deadlines } from './deadline-list.ts'
import { Concern, CONCERNS, HELD_PERSONS, heldPersonOf, HeldPersonsPage, withOtherCases } from './held-beyond-law.ts'
import type { DeadlineScope } from './missed-deadline.ts'
import { policyOf } from './with-deadlines.ts'

const HeldQuery = z.strictObject({
  concern: Concern.optional().meta({ description: 'only for this reason: the `concern` of the rows' }),
  authority: Code.optional().meta({ description: 'only the persons whom this authority holds' }),
  ...PAGE_OF_DEADLINES,
})

/** Of how many deadlines of the persons of a page the other cases are read. */
const MOST_HOLDS = 5_000

/** The controller of the persons whom the caller's agency holds beyond the law, or under no known limit. */
export const heldBeyondLawControllerOf = (sector: HoldingService, clocks: readonly Clock[]): Type => {
  const sectorClocks = { sector, clocks }

  @ApiTags('custody')
  @Controller('held-beyond-law')
  @Roles(...CASE_READERS)
  class HeldBeyondLawController {
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
    @ApiOperation({
      summary: 'The persons whom the caller’s agency holds beyond the law, or under no known limit: one row for a person and a reason.',
    })
    @Answers(HeldPersonsPage, HELD_PERSONS)
    async held(@Context() context: RequestContext, @Query({ schema: HeldQuery }) query: z.infer<typeof HeldQuery>) {
      const { db, store, scope, confidentiality, cases } = this
      const { concern, authority, limit } = query
      const concerns = concern === undefined ? CONCERNS : [concern]
      const source = { db, store, cases, scope, confidentiality }
      const request = requestOf(context, query)
      const found = await deadlines(source, { ...request, concerns, authority })
      const heldPersons = [...new Set(pageWithin(found.deadlines, limit).page.map(({ key }) => key))]
      const inAnyCase = { ...request, heldPersons, caseId: undefined, after: undefined, limit: MOST_HOLDS }
      const held = heldPersons.length === 0 ? undefined : await deadlines(source, inAnyCase)
      return disclosedFrom(found, ({ deadlines: owed, ...otherMembers }) => {
        const { page, next } = pageWithin(owed, limit)
        return { rows: withOtherCases(page.flatMap(heldPersonOf), held?.deadlines ?? []), ...next, ...otherMembers }
      })
    }
  }
  return HeldBeyondLawController
}
