import type { Confidentiality } from '@case-timeline/access'
import { type Page, pageOf, type PageQuery, type Reader } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { ReferralTable } from './referrals.entity.ts'
import { OPEN, type Referral, referralsView } from './referrals.view.ts'

/** The referrals that an agency made, or that were made to it, oldest first. @param only `open`: those still to be answered or carried out */
export const referrals = (
  db: DataSource,
  reader: Reader,
  only: 'open' | 'all',
  page: PageQuery,
  orders: Confidentiality,
): Promise<Page<Referral>> => {
  const own = db
    .getRepository(ReferralTable)
    .createQueryBuilder('listed')
    .where('(listed.toOrg = :agencyId or listed.madeBy = :agencyId)', { agencyId: reader.agencyId })
  if (only === 'open') own.andWhere('listed.state in (:...open)', { open: OPEN })
  return pageOf(own, referralsView, page, reader, orders)
}
