import { type Confidentiality, type Disclosed, disclosedFrom } from '@case-timeline/access'
import {
  amongFirst,
  type AtPosition,
  isStillOwn,
  notExcluded,
  type OwnRows,
  ownWhileInCase,
  type Page,
  pageOf,
  type PageRequest,
  type Reader,
  rowsAt,
  tableAt,
  withoutNulls,
} from '@case-timeline/lists'
import type { DataSource } from 'typeorm'
import { type Consent, consentsView } from '../consents/consents.view.ts'
import {
  CLOSED_STATE,
  noMoreThan,
  OPEN_STATES,
  type Referral,
  referralShownTo,
  referralsView,
  type ShownReferral,
} from './referrals.view.ts'

/**
 * SQL condition on a referral `listed`: its consent was withdrawn or has expired, and it is not revoked yet. Times are
 * compared to the second, as `hasExpired` does.
 */
const mustBeStopped = (
  at?: AtPosition,
): string => `listed.state <> :closed and (listed.consentEndedAt is not null or (listed.consent <> 'overridden' and exists (
  select 1 from ${tableAt(consentsView, at)} consent
  where consent.case_id = listed.caseId and listed.consentId = consent.consent_id
    and ((consent.state = 'withdrawn' and listed.personRef = consent.person_ref) or left(consent.expires_at, 19) <= :now))))`

const OWN: readonly OwnRows[] = [{ condition: 'listed.toOrg = :agencyId' }, { condition: ownWhileInCase('listed.madeBy') }]

/** The consents that some referrals are based on, by consent id. */
const consentsOf = async (db: DataSource, referrals: readonly Referral[], at?: AtPosition): Promise<ReadonlyMap<string, Consent>> => {
  const where = referrals.flatMap(({ caseId, consentId }) => (consentId === undefined ? [] : [{ caseId, consentId }]))
  const found = where.length === 0 ? [] : await rowsAt(db, consentsView, at).where(where).getMany()
  return new Map(found.map((consent) => [consent.consentId, consent]))
}

const IS_OWN = `(listed.to_org = :agencyId or ${ownWhileInCase('listed.made_by', 'listed.case_id')})`

/** By referral: as an agency sees it now. */
const shownNow = async (
  db: DataSource,
  agencyId: string,
  referrals: readonly Referral[],
  now: string,
): Promise<ReadonlyMap<string, ShownReferral>> => {
  const where = referrals.map(({ caseId, referralId }) => ({ caseId, referralId }))
  const live = where.length === 0 ? [] : await rowsAt(db, referralsView).where(where).getMany()
  const consents = await consentsOf(db, live)
  return new Map(live.map((row) => [row.referralId, referralShownTo(agencyId, withoutNulls(row), consents.get(row.consentId ?? ''), now)]))
}

/**
 * The referrals that an agency made or received, oldest first. Of a position of the log, an organisation that received one
 * reads no more of it than it does now, when the consent may have ended.
 * @param only `open`: those to be answered, to be carried out, or to be stopped because the consent has ended
 * @param now RFC 3339 in UTC
 */
export const referrals = async (
  db: DataSource,
  reader: Reader,
  only: 'open' | 'all',
  page: PageRequest,
  confidentiality: Confidentiality,
  now = new Date().toISOString(),
): Promise<Disclosed<Page<ShownReferral>>> => {
  const { at } = page
  const { agencyId } = reader
  const isAskedFor = only === 'open' ? [`(listed.state in (:...open) or (${mustBeStopped(at)}))`] : []
  const isFound =
    at === undefined
      ? amongFirst(referralsView, page, OWN, [...isAskedFor, notExcluded('listed.caseId', ':userId')])
      : [IS_OWN, isStillOwn(referralsView, IS_OWN, false), ...isAskedFor].join(' and ')
  const ownRows = rowsAt(db, referralsView, at).where(isFound, {
    agencyId,
    ...(only === 'open' ? { open: OPEN_STATES, closed: CLOSED_STATE, now: now.slice(0, 19) } : {}),
  })
  const found = await pageOf(ownRows, referralsView, page, reader, confidentiality)
  const consents = await consentsOf(db, found.rows, at)
  const live = at === undefined ? undefined : await shownNow(db, agencyId, found.rows, now)
  return disclosedFrom(found, ({ rows, ...rest }) => ({
    rows: rows.map((row) => {
      const shown = referralShownTo(agencyId, row, consents.get(row.consentId ?? ''), now)
      return live === undefined || row.madeBy === agencyId ? shown : noMoreThan(shown, live.get(row.referralId))
    }),
    ...rest,
  }))
}
