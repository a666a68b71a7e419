import { actingAgencyOf, hasExpired, withoutTerms } from '@case-timeline/casework'
import {
  AgencyId,
  ConsentWithdrawn,
  type FactOf,
  Id,
  MajorityReached,
  ReferralAnswered,
  ReferralMade,
  RuleOverridden,
} from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'
import { referralNeedsLiveConsent } from '../../person/person.rules.ts'
import { type Consent, inBoth } from '../consents/consents.view.ts'

const Answer = ReferralAnswered.data.shape

/**
 * A referral to an organisation and its current state, without the withdrawn parts.
 * This shape is stored in `referrals_v3`: change it with the view's version.
 */
export const Referral = z.strictObject({
  caseId: Id,
  ...ReferralMade.data.shape,
  state: z.enum(['made', ...Answer.outcome.options]),
  reasonCode: Answer.reasonCode,
  consent: z.enum(['asGiven', 'narrowed', 'fromBeforeMajority', 'withdrawn', 'overridden']).meta({
    description:
      'the state of the consent that the referral is based on; overridden: the referral was made without a consent that covers it, to protect a vital interest; fromBeforeMajority: the person has come of age since, so nothing new is shared under the guardian’s consent',
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
  version: 3,
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
  events: [ReferralMade, ReferralAnswered, ConsentWithdrawn, MajorityReached, RuleOverridden],
  // A withdrawal, majority and an override name no referral: they concern every row of the case.
  rows: (event) => ('referralId' in event.data ? [[event.data.referralId]] : 'every'),
  on: {
    'victimSupport.ReferralMade': (_, { id, caseId, data, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'made',
      consent: data.consentId === undefined ? 'overridden' : 'asGiven',
      madeBy: actingAgencyOf(stored.envelope.actor),
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
    'case.RuleOverridden': (referral, { data }) =>
      referral?.eventId === data.eventId && data.ruleId === referralNeedsLiveConsent.id
        ? { ...referral, consent: 'overridden' }
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

/** What decides whether a referral still rests on a consent. */
type ConsentOfNow = Pick<Consent, 'personRef' | 'state' | 'withdrawnAt' | 'expiresAt' | 'purposes' | 'recipients' | 'dataCategories'>

/**
 * A referral with what the consent covers now: a withdrawal changes no row of a referral that is recorded after it with an
 * earlier time.
 */
const restingOn = (referral: Referral, consent: ConsentOfNow): Referral => {
  if (referral.consent === 'withdrawn' || consent.state === 'granted') return referral
  const withdrawnAt = referral.consentEndedAt ?? consent.withdrawnAt ?? undefined
  const ended = withdrawnAt === undefined ? {} : { consentEndedAt: withdrawnAt }
  const services = inBoth(referral.services, consent.purposes)
  const dataCategories = inBoth(referral.dataCategories, consent.dataCategories)
  const isCovered = consent.recipients.includes(referral.toOrg) && services.length > 0 && dataCategories.length > 0
  if (!isCovered) return { ...referral, ...ended, consent: 'withdrawn' }
  return services.length === referral.services.length && dataCategories.length === referral.dataCategories.length
    ? referral
    : { ...referral, ...ended, services, dataCategories, consent: 'narrowed' }
}

/**
 * A referral as an agency may see it. Once the consent was withdrawn or has expired, the receiving organisation still
 * sees the referral and since when the consent has ended, so that it stops acting on the referral. The person, the
 * services and the kinds of data are hidden from it.
 * @param consent on which it is based, as it is in force now
 * @param now RFC 3339 in UTC
 */
export const referralShownTo = (agencyId: AgencyId, referral: Referral, consent: ConsentOfNow | undefined, now: string): ShownReferral => {
  // One that was made to protect a vital interest rests on no consent, also if it names one.
  const basis = referral.consent === 'overridden' ? undefined : consent
  // The column is null where the consent has no expiry: it was refused, or withdrawn without being on record as granted.
  const expiresAt = basis?.expiresAt ?? undefined
  const resting = basis?.personRef === referral.personRef ? restingOn(referral, basis) : referral
  const isExpired = expiresAt !== undefined && hasExpired({ expiresAt }, now) && resting.consent !== 'withdrawn'
  const shown: ShownReferral = {
    ...resting,
    ...(expiresAt === undefined ? {} : { consentExpiresAt: expiresAt }),
    ...(isExpired ? { consent: 'expired', consentEndedAt: expiresAt } : {}),
  }
  if (referral.madeBy === agencyId || !ENDED_CONSENT_STATES.includes(shown.consent)) return shown
  return withoutPersonalData(shown)
}

const withoutPersonalData = ({ personRef: _, services: __, dataCategories: ___, ...visibleMembers }: ShownReferral): ShownReferral =>
  visibleMembers

/**
 * A referral as it was at an earlier position, with no more about the person than it has now.
 * @param now the same referral as the reader sees it now; absent: it is gone
 */
export const noMoreThan = (shown: ShownReferral, now: ShownReferral | undefined): ShownReferral => {
  const { personRef, services, dataCategories } = shown
  if (personRef === undefined || now?.personRef === undefined) return withoutPersonalData(shown)
  return {
    ...shown,
    services: inBoth(services ?? [], now.services ?? []),
    dataCategories: inBoth(dataCategories ?? [], now.dataCategories ?? []),
  }
}
