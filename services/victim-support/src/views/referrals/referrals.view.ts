import { hasExpired, withoutTerms } from '@case-timeline/casework'
import { AgencyId, ConsentWithdrawn, type FactOf, Id, MajorityReached, ReferralAnswered, ReferralMade } from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const Answer = ReferralAnswered.data.shape

/**
 * A referral to an organisation and its current state, without the withdrawn parts.
 * This shape is stored in `referrals_v2`: change it with the view's version.
 */
export const Referral = z.strictObject({
  caseId: Id,
  ...ReferralMade.data.shape,
  state: z.enum(['made', ...Answer.outcome.options]),
  reasonCode: Answer.reasonCode,
  consent: z.enum(['asGiven', 'narrowed', 'fromBeforeMajority', 'withdrawn', 'overridden']).meta({
    description:
      'the state of the consent that the referral is based on; overridden: the referral was made without consent, to protect a vital interest; fromBeforeMajority: the person has come of age since, so nothing new is shared under the guardian’s consent',
  }),
  consentEndedAt: z.string().optional().meta({ description: 'since when the shared data may no longer be used, or only in part' }),
  madeBy: AgencyId,
  madeAt: z.string().optional(),
  answeredAt: z.string().optional(),
  eventId: Id,
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Referral = z.infer<typeof Referral>

/** Example of a row of the referrals list. */
export const REFERRAL: Referral = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...ReferralMade.example,
  state: ReferralAnswered.example.outcome,
  consent: 'asGiven',
  madeBy: 'ph-social-welfare',
  madeAt: '2026-03-07',
  answeredAt: '2026-03-08',
  eventId: '6f1d2c3b-4a59-4687-9a0b-1c2d3e4f5061',
  since: '2026-03-07T02:15:00.000000Z',
}

/** The states in which an organisation still has to answer a referral or to carry it out. */
export const OPEN_STATES = ['made', 'accepted'] as const satisfies readonly Referral['state'][]

/** The state in which the organisation has nothing left to do, whatever happens to the consent. */
export const CLOSED_STATE = 'revoked' satisfies Referral['state']

type Withdrawal = FactOf<typeof ConsentWithdrawn>['data']

/** A referral after a withdrawal of the consent that it is based on. */
const afterWithdrawal = (referral: Referral, { scope }: Withdrawal, at: string): Referral => {
  if (referral.consent === 'withdrawn') return referral
  const needed = { purposes: referral.services, recipients: [referral.toOrg], dataCategories: referral.dataCategories }
  const { purposes: services, recipients, dataCategories } = withoutTerms(needed, scope)
  if ([services, recipients, dataCategories].some((list) => list.length === 0))
    return { ...referral, consent: 'withdrawn', consentEndedAt: at }
  return services.length === referral.services.length && dataCategories.length === referral.dataCategories.length
    ? referral
    : { ...referral, services, dataCategories, consent: 'narrowed', consentEndedAt: at }
}

/** The referrals from victim support to the organisations that help a person. */
export const referralsView: StoredView<Referral> = storedView({
  name: 'referrals',
  version: 2,
  key: ['referralId'],
  columns: {
    referralId: 'uuid',
    personRef: 'uuid',
    toOrg: 'text',
    services: 'text[]',
    dataCategories: 'text[]',
    consentId: optional('uuid'),
    state: 'text',
    reasonCode: optional('text'),
    consent: 'text',
    madeBy: 'text',
    madeAt: optional('text'),
    answeredAt: optional('text'),
    eventId: 'uuid',
    since: 'orderedText',
    consentEndedAt: optional('text'),
  },
  indexes: { since: ['since', 'caseId', 'referralId'], madeBy: ['madeBy', 'since', 'referralId'], toOrg: ['toOrg', 'since', 'referralId'] },
  migration: 1_764_000_000_435,
  events: [ReferralMade, ReferralAnswered, ConsentWithdrawn, MajorityReached],
  // A withdrawal and majority name no referral: they concern every row of the case.
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
      referral?.consentId === data.consentId && referral.personRef === data.personRef
        ? afterWithdrawal(referral, data, occurredAt ?? stored.recordedAt)
        : (referral ?? null),
    'victimSupport.MajorityReached': (referral, { data }) =>
      referral?.personRef === data.personRef && referral.consent === 'asGiven'
        ? { ...referral, consent: 'fromBeforeMajority' }
        : (referral ?? null),
  },
})

/** A referral as an agency may see it at a given time. */
export const ShownReferral = Referral.partial({ personRef: true, services: true, dataCategories: true }).extend({
  consent: z.enum([...Referral.shape.consent.options, 'expired']).meta({ description: Referral.shape.consent.description }),
  consentExpiresAt: z.string().optional(),
})
export type ShownReferral = z.infer<typeof ShownReferral>

const ENDED_CONSENT_STATES: readonly ShownReferral['consent'][] = ['withdrawn', 'expired']

/**
 * A referral as an agency may see it. Once the consent was withdrawn or has expired, the receiving organisation still
 * sees the referral and since when the consent has ended, so that it stops acting on the referral. The person, the
 * services and the kinds of data are hidden from it.
 * @param expiresAt RFC 3339 in UTC, of the consent
 * @param now RFC 3339 in UTC
 */
export const referralShownTo = (agencyId: AgencyId, referral: Referral, expiresAt: string | undefined, now: string): ShownReferral => {
  const isExpired = expiresAt !== undefined && hasExpired({ expiresAt }, now) && referral.consent !== 'withdrawn'
  const shown: ShownReferral = {
    ...referral,
    ...(expiresAt === undefined ? {} : { consentExpiresAt: expiresAt }),
    ...(isExpired ? { consent: 'expired', consentEndedAt: expiresAt } : {}),
  }
  if (referral.madeBy === agencyId || !ENDED_CONSENT_STATES.includes(shown.consent)) return shown
  const { personRef: _, services: __, dataCategories: ___, ...visibleMembers } = shown
  return visibleMembers
}
