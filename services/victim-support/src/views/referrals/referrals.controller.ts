import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, disclosedFrom, Reveals, Roles } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { PAGE_MEMBERS, PageQuery, readerOf, readListAtPosition } from '@case-timeline/lists'
import { ConsentGranted } from '@case-timeline/contracts'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { consentsView } from '../consents/consents.view.ts'
import { referrals } from './referrals.ts'
import { REFERRAL, referralsView, ShownReferral } from './referrals.view.ts'

const ReferralsQuery = PageQuery.extend({ state: z.enum(['open', 'all']).default('open') })
type ReferralsQuery = z.infer<typeof ReferralsQuery>

const ReferralPage = z.strictObject({ referrals: z.array(ShownReferral), ...PAGE_MEMBERS })

@ApiTags('referrals')
@Controller('referrals')
export class ReferralsController {
  constructor(
    private readonly db: DataSource,
    private readonly confidentiality: Confidentiality,
    private readonly store: EventStore,
  ) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('referrals')
  @ApiOperation({
    summary:
      'The referrals that the caller’s agency made or received, oldest first: open ones, or all. A referral whose consent was withdrawn or has expired is open until it is revoked, and hides the personal data from the receiving organisation.',
  })
  @Answers(ReferralPage, { referrals: [{ ...REFERRAL, consentExpiresAt: ConsentGranted.example.expiresAt }] })
  async referrals(@Context() context: RequestContext, @Query({ schema: ReferralsQuery }) { state, ...page }: ReferralsQuery) {
    const { db, store, confidentiality } = this
    const source = { db, store }
    // A referral is shown with its consent, of which the schema has to have the same version, and all of the case.
    const found = await readListAtPosition(source, page, consentsView, () =>
      readListAtPosition(source, page, referralsView, (at) => referrals(db, readerOf(context), state, { ...page, at }, confidentiality)),
    )
    return disclosedFrom(found, ({ rows, ...rest }) => ({ referrals: rows, ...rest }))
  }
}
