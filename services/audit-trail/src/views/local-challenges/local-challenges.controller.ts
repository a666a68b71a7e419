import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { AgencyId } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { type Initiative, initiativesIn } from './initiatives.ts'
import { CHALLENGES, ChallengesPage, localChallenges, Month } from './local-challenges.ts'

const ChallengesQuery = z.strictObject({
  agency: AgencyId.optional(),
  from: Month.optional().meta({ description: 'first month' }),
  until: Month.optional().meta({ description: 'last month' }),
  cursor: z
    .string()
    .max(300)
    .regex(/^\d{1,9}~\d{4}-\d\d~[a-z0-9-]{2,63}~[A-Za-z0-9.-]{3,160}$/)
    .optional()
    .meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})
type ChallengesQuery = z.infer<typeof ChallengesQuery>

@ApiTags('initiatives')
@Controller('local-challenges')
export class LocalChallengesController {
  private readonly initiatives: () => Promise<readonly Initiative[]>

  constructor(
    private readonly db: DataSource,
    store: EventStore,
  ) {
    this.initiatives = initiativesIn(store)
  }

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary: 'The rules with the most warnings and missed deadlines, per agency and month, with the initiatives that answer them.',
  })
  @Answers(ChallengesPage, CHALLENGES)
  async challenges(@Query({ schema: ChallengesQuery }) query: ChallengesQuery) {
    return localChallenges(this.db, await this.initiatives(), query)
  }
}
