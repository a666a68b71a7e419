import type { AgencyId } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { OpenReferralTable } from './open-referrals.entity.ts'
import type { OpenReferral } from './open-referrals.view.ts'

export interface ReferralPage {
  readonly referrals: readonly OpenReferral[]
  /** Give it back to read on; absent: that was all. */
  readonly next?: string | undefined
}

export interface ReferralsAsked {
  readonly agencyId: AgencyId
  /** Only those of one case. */
  readonly caseId?: string | undefined
  /** The `next` of the page before: the referral's time of recording and its id. */
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The open referrals that an agency made, or that were made to it, oldest first. */
export const openReferrals = async (db: DataSource, { agencyId, caseId, cursor, limit }: ReferralsAsked): Promise<ReferralPage> => {
  const query = db
    .getRepository(OpenReferralTable)
    .createQueryBuilder('referral')
    .where('(referral.toOrg = :agencyId or referral.madeBy = :agencyId)', { agencyId })
    .orderBy('referral.since')
    .addOrderBy('referral.referralId')
    .limit(limit + 1)
  if (caseId !== undefined) query.andWhere('referral.caseId = :caseId', { caseId })
  if (cursor !== undefined) {
    const [since = '', referralId = ''] = cursor.split('~')
    query.andWhere('(referral.since, referral.referralId::text) > (:since, :referralId)', { since, referralId })
  }
  const found = await query.getMany()
  const referrals = found.slice(0, limit).map(withoutNulls)
  const last = referrals.at(-1)
  return found.length > limit && last ? { referrals, next: `${last.since}~${last.referralId}` } : { referrals }
}

/** Absent, never null, as in the events that it was folded from. */
const withoutNulls = (row: OpenReferral): OpenReferral =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as OpenReferral
