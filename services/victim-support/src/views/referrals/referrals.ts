import { type Page, pageOf, type PageQuery } from '@case-timeline/case-file'
import type { Actor } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { ReferralTable } from './referrals.entity.ts'
import { OPEN, type Referral } from './referrals.view.ts'

/** The referrals that an agency made, or that were made to it, oldest first. @param only `open`: those still to be answered or carried out */
export const referrals = (
  db: DataSource,
  { agencyId, userId }: Pick<Actor, 'agencyId' | 'userId'>,
  only: 'open' | 'all',
  page: PageQuery,
): Promise<Page<Referral>> => {
  const own = db
    .getRepository(ReferralTable)
    .createQueryBuilder('listed')
    .where('(listed.toOrg = :agencyId or listed.madeBy = :agencyId)', { agencyId })
  if (only === 'open') own.andWhere('listed.state in (:...open)', { open: OPEN })
  return pageOf(own, 'referralId', page, userId)
}
