import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, obeying, Reveals, Roles } from '@case-timeline/access'
import { BESIDE_A_LIST, PageQuery, readerOf } from '@case-timeline/case-file'
import { ConsentGranted } from '@case-timeline/contracts'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { referrals } from './referrals.ts'
import { REFERRAL, ShownReferral } from './referrals.view.ts'

const ReferralsQuery = PageQuery.extend({ state: z.enum(['open', 'all']).default('open') })
type ReferralsQuery = z.infer<typeof ReferralsQuery>

const ReferralPage = z.strictObject({ referrals: z.array(ShownReferral), ...BESIDE_A_LIST })

@ApiTags('referrals')
@Controller('referrals')
export class ReferralsController {
  constructor(
    private readonly db: DataSource,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('referrals')
  @ApiOperation({
    summary:
      'The referrals that the caller’s agency made, or that were made to it, oldest first: open ones, or all. One whose consent is gone is open until it is revoked, and tells its organisation no more of her.',
  })
  @Answers(ReferralPage, { referrals: [{ ...REFERRAL, consentExpiresAt: ConsentGranted.example.expiresAt }] })
  async referrals(@WhoAsks() asked: Asked, @Query({ schema: ReferralsQuery }) { state, ...page }: ReferralsQuery) {
    const { rows, ...rest } = await referrals(this.db, readerOf(asked), state, page, this.confidentiality)
    return obeying({ referrals: rows, ...rest })
  }
}
