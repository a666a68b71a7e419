import { type AgencyId, ConsentWithdrawn, type FactOf, MajorityReached, ReferralAnswered, ReferralMade } from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Answer = FactOf<typeof ReferralAnswered>['data']

/**
 * A referral to an organisation, and what became of it; what of it she took back is listed no more.
 * This shape is stored in `referrals_v2`: change it with the view's version.
 */
export interface Referral extends Row, Omit<FactOf<typeof ReferralMade>['data'], 'consentId'> {
  readonly consentId?: string | undefined
  readonly state: 'made' | Answer['outcome']
  readonly reasonCode?: string | undefined
  /**
   * What has become of the consent that it rests on; `overridden`: it was made without one, on a vital interest;
   * `fromBeforeMajority`: she has come of age since, so nothing new is shared on what her guardian agreed to.
   */
  readonly consent: 'asGiven' | 'narrowed' | 'fromBeforeMajority' | 'withdrawn' | 'overridden'
  /** Since when nothing more of it, or less, may be used. */
  readonly consentEndedAt?: string | undefined
  readonly madeBy: string
  readonly madeAt?: string | undefined
  readonly answeredAt?: string | undefined
  readonly eventId: string
  /** When it was recorded: RFC 3339 in UTC with microseconds, so it sorts as text. */
  readonly since: string
}

/** The states in which an organisation still has to answer a referral or to carry it out. */
export const OPEN = ['made', 'accepted'] as const satisfies readonly Referral['state'][]

/** The one in which it has nothing left to do, whatever becomes of the consent. */
export const OVER = 'revoked' satisfies Referral['state']

type Withdrawal = FactOf<typeof ConsentWithdrawn>['data']

const without = <T>(all: readonly T[], withdrawn: readonly T[] = []): T[] => all.filter((one) => !withdrawn.includes(one))

/** How a withdrawal leaves a referral that rests on the consent. */
const after = (referral: Referral, { scope }: Withdrawal, at: string): Referral => {
  if (referral.consent === 'withdrawn') return referral
  const withdrawn: Referral = { ...referral, consent: 'withdrawn', consentEndedAt: at }
  if (scope === 'all' || scope.recipients?.includes(referral.toOrg)) return withdrawn
  const services = without<string>(referral.services, scope.purposes) as Referral['services']
  const dataCategories = without(referral.dataCategories, scope.dataCategories)
  if (services.length === referral.services.length && dataCategories.length === referral.dataCategories.length) return referral
  return services.length === 0 || dataCategories.length === 0
    ? withdrawn
    : { ...referral, services, dataCategories, consent: 'narrowed', consentEndedAt: at }
}

/** The referrals from support to the organisations that help her. */
export const referralsView: View<Referral> = view({
  name: 'referrals',
  version: 2,
  events: [ReferralMade, ReferralAnswered, ConsentWithdrawn, MajorityReached],
  key: ['referralId'],
  rows: (event) => ('referralId' in event.data ? [[event.data.referralId]] : 'every'),
  on: {
    'victimSupport.ReferralMade': (_, { id, caseId, data, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'made',
      consent: data.consentId === undefined ? 'overridden' : 'asGiven',
      madeBy: stored.envelope.actor.agencyId,
      madeAt: occurredAt,
      eventId: id,
      since: stored.recordedAt,
    }),
    'victimSupport.ReferralAnswered': (referral, { data, occurredAt }) =>
      referral ? { ...referral, state: data.outcome, reasonCode: data.reasonCode, answeredAt: occurredAt } : null,
    'victimSupport.ConsentWithdrawn': (referral, { data, occurredAt, stored }) =>
      referral?.consentId === data.consentId ? after(referral, data, occurredAt ?? stored.recordedAt) : (referral ?? null),
    'victimSupport.MajorityReached': (referral, { data }) =>
      referral?.personRef === data.personRef && referral.consent === 'asGiven'
        ? { ...referral, consent: 'fromBeforeMajority' }
        : (referral ?? null),
  },
})

/** A referral on a day, as an agency may see it. */
export interface ShownReferral
  extends
    Omit<Referral, 'consent' | 'personRef' | 'services' | 'dataCategories'>,
    Partial<Pick<Referral, 'personRef' | 'services' | 'dataCategories'>> {
  readonly consent: Referral['consent'] | 'expired'
  readonly consentExpiresAt?: string | undefined
}

const GONE: readonly ShownReferral['consent'][] = ['withdrawn', 'expired']

/**
 * Whoever a referral was made to learns that its consent is gone, and since when, and no more of her: it has to stop what it does on it.
 * @param expiresAt RFC 3339 in UTC, of the consent
 * @param now RFC 3339 in UTC
 */
export const referralShownTo = (agencyId: AgencyId, referral: Referral, expiresAt: string | undefined, now: string): ShownReferral => {
  const isOver = expiresAt !== undefined && expiresAt.slice(0, 19) <= now.slice(0, 19) && referral.consent !== 'withdrawn'
  const shown: ShownReferral = {
    ...referral,
    ...(expiresAt === undefined ? {} : { consentExpiresAt: expiresAt }),
    ...(isOver ? { consent: 'expired', consentEndedAt: expiresAt } : {}),
  }
  if (referral.madeBy === agencyId || !GONE.includes(shown.consent)) return shown
  const { personRef: _, services: __, dataCategories: ___, ...left } = shown
  return left
}
