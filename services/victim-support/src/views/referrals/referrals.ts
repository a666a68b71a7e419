import { type Confidentiality, obeying } from '@case-timeline/access'
import { type Page, pageOf, type PageQuery, type Reader } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { ConsentTable } from '../consents/consents.entity.ts'
import { ReferralTable } from './referrals.entity.ts'
import { OPEN, OVER, type Referral, referralShownTo, referralsView, type ShownReferral } from './referrals.view.ts'

const CONSENTS = ConsentTable.options.tableName ?? ''

/** Of a referral known to the query as `listed`: her consent ended, by her word or by its time, and the referral was not revoked since. */
const IS_TO_BE_STOPPED = `listed.state <> :over and (listed.consentEndedAt is not null or exists (
  select 1 from ${CONSENTS} consent
  where consent.case_id = listed.caseId and consent.consent_id = listed.consentId and left(consent.expires_at, 19) <= :now))`

/** When each consent that some referrals rest on runs out, by its id. */
const expiriesOf = async (db: DataSource, referrals: readonly Referral[]): Promise<ReadonlyMap<string, string | undefined>> => {
  const where = referrals.flatMap(({ caseId, consentId }) => (consentId === undefined ? [] : [{ caseId, consentId }]))
  const found = where.length === 0 ? [] : await db.getRepository(ConsentTable).find({ where })
  return new Map(found.map(({ consentId, expiresAt }) => [consentId, expiresAt]))
}

/**
 * The referrals that an agency made, or that were made to it, oldest first.
 * @param only `open`: those still to be answered, to be carried out, or to be stopped because her consent is gone
 * @param now RFC 3339 in UTC
 */
export const referrals = async (
  db: DataSource,
  reader: Reader,
  only: 'open' | 'all',
  page: PageQuery,
  orders: Confidentiality,
  now = new Date().toISOString(),
): Promise<Page<ShownReferral>> => {
  const own = db
    .getRepository(ReferralTable)
    .createQueryBuilder('listed')
    .where('(listed.toOrg = :agencyId or listed.madeBy = :agencyId)', { agencyId: reader.agencyId })
  if (only === 'open')
    own.andWhere(`(listed.state in (:...open) or (${IS_TO_BE_STOPPED}))`, { open: OPEN, over: OVER, now: now.slice(0, 19) })
  const { rows, ...rest } = await pageOf(own, referralsView, page, reader, orders)
  const expiries = await expiriesOf(db, rows)
  return obeying({ rows: rows.map((row) => referralShownTo(reader.agencyId, row, expiries.get(row.consentId ?? ''), now)), ...rest })
}
