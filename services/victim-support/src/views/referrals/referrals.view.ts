import { ConsentWithdrawn, type FactOf, MajorityReached, ReferralAnswered, ReferralMade } from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Answer = FactOf<typeof ReferralAnswered>['data']

/**
 * A referral to an organisation, and what became of it.
 * This shape is stored in `referrals_v1`: change it with the view's version.
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
  readonly madeBy: string
  readonly madeAt?: string | undefined
  readonly answeredAt?: string | undefined
  readonly eventId: string
  /** When it was recorded: RFC 3339 in UTC with microseconds, so it sorts as text. */
  readonly since: string
}

/** The states in which an organisation still has to answer a referral or to carry it out. */
export const OPEN = ['made', 'accepted'] as const satisfies readonly Referral['state'][]

type Withdrawal = FactOf<typeof ConsentWithdrawn>['data']

const touches = <T>(withdrawn: readonly T[] | undefined, shared: readonly T[]): boolean =>
  withdrawn?.some((one) => shared.includes(one)) ?? false

/** How a withdrawal leaves the consent of a referral that rests on it. */
const after = (referral: Referral, { scope }: Withdrawal): Referral['consent'] => {
  if (scope === 'all') return 'withdrawn'
  const { purposes, recipients, dataCategories } = scope
  const isTouched =
    touches<string>(purposes, referral.services) ||
    touches(recipients, [referral.toOrg]) ||
    touches(dataCategories, referral.dataCategories)
  return isTouched && referral.consent !== 'withdrawn' ? 'narrowed' : referral.consent
}

/** The referrals from support to the organisations that help her. */
export const referralsView: View<Referral> = view({
  name: 'referrals',
  version: 1,
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
    'victimSupport.ConsentWithdrawn': (referral, { data }) =>
      referral ? (referral.consentId === data.consentId ? { ...referral, consent: after(referral, data) } : referral) : null,
    'victimSupport.MajorityReached': (referral, { data }) =>
      referral?.personRef === data.personRef && referral.consent === 'asGiven'
        ? { ...referral, consent: 'fromBeforeMajority' }
        : (referral ?? null),
  },
})
