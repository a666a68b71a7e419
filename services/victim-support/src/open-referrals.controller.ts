import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Id } from '@case-timeline/contracts'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { openReferrals } from './views/open-referrals/open-referrals.ts'

const Page = z.strictObject({
  state: z.enum(['open']).default('open'),
  case: Id.optional().meta({ description: 'only the referrals of this case' }),
  cursor: z
    .string()
    .regex(/^[0-9T:.Z-]{20,32}~[0-9a-f-]{36}$/)
    .optional()
    .meta({ description: 'the `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})

@ApiTags('referrals')
@Controller('referrals')
export class OpenReferralsController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('referrals')
  @ApiOperation({ summary: 'The open referrals that the caller’s agency made, or that were made to it, oldest first.' })
  referrals(@WhoAsks() { actor }: Asked, @Query({ schema: Page }) { case: caseId, cursor, limit }: z.infer<typeof Page>) {
    return openReferrals(this.db, { agencyId: actor.agencyId, caseId, cursor, limit })
  }
}
