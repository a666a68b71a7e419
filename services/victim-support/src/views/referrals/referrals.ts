import { type Confidentiality, type Disclosed, disclosedFrom } from '@case-timeline/access'
import { amongFirst, notExcluded, type OwnRows, type Page, pageOf, type PageQuery, type Reader } from '@case-timeline/lists'
import { tableNameOf } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { type Consent, consentsView } from '../consents/consents.view.ts'
import { OPEN_STATES, CLOSED_STATE, type Referral, referralShownTo, referralsView, type ShownReferral } from './referrals.view.ts'

const CONSENTS = tableNameOf(consentsView)

/**
 * SQL condition on a referral `listed`: its consent was withdrawn or has expired, and it is not revoked yet. Times are
 * compared to the second, as `hasExpired` does.
 */
const MUST_BE_STOPPED = `listed.state <> :closed and (listed.consentEndedAt is not null or (listed.consent <> 'overridden' and exists (
  select 1 from ${CONSENTS} consent
  where consent.case_id = listed.caseId and listed.consentId = consent.consent_id
    and ((consent.state = 'withdrawn' and listed.personRef = consent.person_ref) or left(consent.expires_at, 19) <= :now))))`

const OWN: readonly OwnRows[] = [{ condition: 'listed.toOrg = :agencyId' }, { condition: 'listed.madeBy = :agencyId' }]

/** The consents that some referrals are based on, by consent id. */
const consentsOf = async (db: DataSource, referrals: readonly Referral[]): Promise<ReadonlyMap<string, Consent>> => {
  const where = referrals.flatMap(({ caseId, consentId }) => (consentId === undefined ? [] : [{ caseId, consentId }]))
  const found = where.length === 0 ? [] : await db.getRepository(consentsView.entity).find({ where })
  return new Map(found.map((consent) => [consent.consentId, consent]))
}

/**
 * The referrals that an agency made or received, oldest first.
 * @param only `open`: those to be answered, to be carried out, or to be stopped because the consent has ended
 * @param now RFC 3339 in UTC
 */
export const referrals = async (
  db: DataSource,
  reader: Reader,
  only: 'open' | 'all',
  page: PageQuery,
  confidentiality: Confidentiality,
  now = new Date().toISOString(),
): Promise<Disclosed<Page<ShownReferral>>> => {
  const isAskedFor = only === 'open' ? [`(listed.state in (:...open) or (${MUST_BE_STOPPED}))`] : []
  const ownRows = db
    .getRepository(referralsView.entity)
    .createQueryBuilder('listed')
    .where(amongFirst(referralsView, page, OWN, [...isAskedFor, notExcluded('listed.caseId', ':userId')]), {
      agencyId: reader.agencyId,
      ...(only === 'open' ? { open: OPEN_STATES, closed: CLOSED_STATE, now: now.slice(0, 19) } : {}),
    })
  const found = await pageOf(ownRows, referralsView, page, reader, confidentiality)
  const consents = await consentsOf(db, found.rows)
  return disclosedFrom(found, ({ rows, ...rest }) => ({
    rows: rows.map((row) => referralShownTo(reader.agencyId, row, consents.get(row.consentId ?? ''), now)),
    ...rest,
  }))
}
