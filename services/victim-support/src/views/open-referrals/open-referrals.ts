import type { AgencyId } from '@case-timeline/contracts'
import { UnknownCursor } from '@case-timeline/case-file'
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

/**
 * The open referrals that an agency made, or that were made to it, oldest first.
 * @throws UnknownCursor
 */
export const openReferrals = async (db: DataSource, { agencyId, caseId, cursor, limit }: ReferralsAsked): Promise<ReferralPage> => {
  const query = db
    .getRepository(OpenReferralTable)
    .createQueryBuilder('referral')
    .where('(referral.toOrg = :agencyId or referral.madeBy = :agencyId)', { agencyId })
    .orderBy('referral.since')
    .addOrderBy('referral.referralId')
    .limit(limit + 1)
  if (caseId !== undefined) query.andWhere('referral.caseId = :caseId', { caseId })
  if (cursor !== undefined)
    query.andWhere('(referral.since > :since or (referral.since = :since and referral.referralId > :referralId))', decoded(cursor))
  const found = await query.getMany()
  const referrals = found.slice(0, limit).map(withoutNulls)
  const last = referrals.at(-1)
  return found.length > limit && last ? { referrals, next: `${last.since}~${last.referralId}` } : { referrals }
}

const decoded = (cursor: string): Pick<OpenReferral, 'since' | 'referralId'> => {
  const [, since, referralId] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  if (since === undefined || referralId === undefined)
    throw new UnknownCursor('this cursor was not given out by this list: start without one')
  return { since, referralId }
}

/** Absent, never null, as in the events that it was folded from. */
const withoutNulls = (row: OpenReferral): OpenReferral =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as OpenReferral
