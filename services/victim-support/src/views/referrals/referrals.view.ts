import { AgencyId, ConsentWithdrawn, type FactOf, Id, MajorityReached, ReferralAnswered, ReferralMade } from '@case-timeline/contracts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const Answer = ReferralAnswered.data.shape

/**
 * A referral to an organisation, and what became of it; what of it she took back is listed no more.
 * This shape is stored in `referrals_v2`: change it with the view's version.
 */
export const Referral = z.strictObject({
  caseId: Id,
  ...ReferralMade.data.shape,
  state: z.enum(['made', ...Answer.outcome.options]),
  reasonCode: Answer.reasonCode,
  consent: z.enum(['asGiven', 'narrowed', 'fromBeforeMajority', 'withdrawn', 'overridden']).meta({
    description:
      'what has become of the consent that it rests on; overridden: it was made without one, on a vital interest; fromBeforeMajority: she has come of age since, so nothing new is shared on what her guardian agreed to',
  }),
  consentEndedAt: z.string().optional().meta({ description: 'since when nothing more of it, or less, may be used' }),
  madeBy: AgencyId,
  madeAt: z.string().optional(),
  answeredAt: z.string().optional(),
  eventId: Id,
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Referral = z.infer<typeof Referral>

/** What a list of referrals shows of one. */
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
export const ShownReferral = Referral.partial({ personRef: true, services: true, dataCategories: true }).extend({
  consent: z.enum([...Referral.shape.consent.options, 'expired']).meta({ description: Referral.shape.consent.description }),
  consentExpiresAt: z.string().optional(),
})
export type ShownReferral = z.infer<typeof ShownReferral>

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
