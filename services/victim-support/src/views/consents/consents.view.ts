import { actingAgencyOf, needsRenewal, withoutTerms } from '@case-timeline/casework'
import { AgencyId, ConsentGranted, ConsentRefused, ConsentWithdrawn, type FactOf, Id, MajorityReached } from '@case-timeline/contracts'
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const Granted = ConsentGranted.data.shape

/**
 * A consent as it is in force now, without its withdrawn parts.
 * This shape is stored in `consents_v2`: change it with the view's version.
 */
export const Consent = z.strictObject({
  caseId: Id,
  consentId: Id,
  personRef: Granted.personRef,
  purposes: z.array(Granted.purposes.element),
  recipients: z.array(AgencyId),
  dataCategories: z.array(Granted.dataCategories.element),
  parties: z
    .array(Granted.parties.unwrap().element)
    .optional()
    .meta({ description: 'the countries that may be notified of the person’s identification' }),
  state: z.enum(['granted', 'narrowed', 'pendingRenewal', 'withdrawn', 'refused']).meta({
    description:
      'pendingRenewal: a guardian gave the consent and the person has come of age since; it covers nothing new until the person renews it',
  }),
  by: Granted.grantedBy,
  assent: Granted.assent,
  expiresAt: Granted.expiresAt.optional(),
  evidenceHash: Granted.evidenceHash.optional(),
  decidedAt: z.string().optional(),
  withdrawnAt: z.string().optional(),
  recordedBy: AgencyId,
  holders: z.array(AgencyId).meta({
    description:
      'all agencies with which data could be shared at any time, to be notified of a withdrawal; shown only to the agency that recorded the consent',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Consent = z.infer<typeof Consent>

const { grantedBy: by, ...granted } = ConsentGranted.example
/** Example of a row of the consents list, as the agency that recorded the consent sees it. */
export const CONSENT: Consent = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...granted,
  state: 'granted',
  by,
  decidedAt: '2026-03-06',
  recordedBy: 'ph-social-welfare',
  holders: granted.recipients,
  since: '2026-03-06T02:15:00.000000Z',
}

type Scope = FactOf<typeof ConsentWithdrawn>['data']['scope']

/** The consent is withdrawn once no recipient, no purpose or no kind of data is left. */
const afterWithdrawal = (consent: Consent, scope: Scope): Consent => {
  const remaining = withoutTerms(consent, scope)
  const isSomethingLeft = [remaining.purposes, remaining.recipients, remaining.dataCategories].every((list) => list.length > 0)
  return isSomethingLeft
    ? { ...remaining, state: consent.state === 'pendingRenewal' ? consent.state : 'narrowed' }
    : { ...withoutTerms(consent, 'all'), parties: consent.parties && [], state: 'withdrawn' }
}

/** Whether the person, having come of age, has to renew the consent before it covers anything new. */
const isToBeRenewed = ({ by, state }: Consent): boolean =>
  needsRenewal({ grantedBy: by }, true) && (state === 'granted' || state === 'narrowed')

/** A consent that was withdrawn and is not on record as granted. Who gave it is not known: the person is assumed. */
const withdrawnUnrecorded = ({ caseId, data, stored }: Recorded<FactOf<typeof ConsentWithdrawn>>): Consent => ({
  caseId,
  consentId: data.consentId,
  personRef: data.personRef,
  purposes: [],
  recipients: [],
  dataCategories: [],
  state: 'withdrawn',
  by: 'self',
  recordedBy: actingAgencyOf(stored.envelope.actor),
  holders: [],
  since: stored.recordedAt,
})

/** The consents of an agency in the order of the list: of ten thousand, a page reads its own. By the index before, all. */
const IN_ORDER = [
  'create index if not exists consents_v2_recorded_by_in_order on consents_v2 (recorded_by, since, case_id, consent_id)',
  'drop index if exists consents_v2_recorded_by',
]

/** Every consent with its current state: what may still be shared, with whom and for what purpose. */
export const consentsView: StoredView<Consent> = storedView({
  name: 'consents',
  version: 2,
  key: ['consentId'],
  columns: {
    consentId: 'uuid',
    personRef: 'uuid',
    state: 'text',
    by: 'text',
    assent: optional('text'),
    purposes: 'text[]',
    recipients: 'text[]',
    dataCategories: 'text[]',
    holders: 'text[]',
    expiresAt: optional('text'),
    evidenceHash: optional('text'),
    decidedAt: optional('text'),
    withdrawnAt: optional('text'),
    recordedBy: 'text',
    since: 'orderedText',
    parties: optional('text[]'),
  },
  indexes: { since: ['since', 'caseId', 'consentId'], holders: { on: ['holders'], using: 'gin' }, recordedBy: ['recordedBy'] },
  migration: 1_764_000_000_437,
  added: { statements: IN_ORDER, migration: 1_764_000_000_490 },
  events: [ConsentGranted, ConsentRefused, ConsentWithdrawn, MajorityReached],
  // Majority names the person but no consent: it concerns every row of the case.
  rows: (event) => (event.type === 'victimSupport.MajorityReached' ? 'every' : [[event.data.consentId]]),
  on: {
    'victimSupport.ConsentGranted': (_, { caseId, data: { grantedBy, comesOfAgeOn: __, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'granted',
      by: grantedBy,
      decidedAt: occurredAt,
      recordedBy: actingAgencyOf(stored.envelope.actor),
      holders: data.recipients,
      since: stored.recordedAt,
    }),
    'victimSupport.ConsentRefused': (_, { caseId, data: { refusedBy, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'refused',
      by: refusedBy,
      decidedAt: occurredAt,
      recordedBy: actingAgencyOf(stored.envelope.actor),
      holders: [],
      since: stored.recordedAt,
    }),
    'victimSupport.ConsentWithdrawn': (consent, event) => {
      if (!consent) return { ...withdrawnUnrecorded(event), withdrawnAt: event.occurredAt }
      // Nobody withdraws the consent of another person, and of a refusal nothing is left in force.
      return consent.personRef === event.data.personRef && consent.state !== 'refused'
        ? { ...afterWithdrawal(consent, event.data.scope), withdrawnAt: event.occurredAt }
        : consent
    },
    'victimSupport.MajorityReached': (consent, { data }) =>
      consent?.personRef === data.personRef && isToBeRenewed(consent) ? { ...consent, state: 'pendingRenewal' } : (consent ?? null),
  },
})

/** A row of the consents list: agencies other than the recording one do not see the other holders of data. */
export const ShownConsent = Consent.partial({ holders: true })
export type ShownConsent = z.infer<typeof ShownConsent>

/**
 * A consent as an agency may see it: a recipient sees that it is named, but neither the other recipients nor the
 * countries that may be notified of the person’s identification.
 * @param taken the offices from which the case went on to the agency, which carries on for them
 */
export const consentShownTo = (agencyId: AgencyId, consent: Consent, taken: readonly AgencyId[] = []): ShownConsent => {
  if ([agencyId, ...taken].includes(consent.recordedBy)) return consent
  const { holders: _, evidenceHash: __, parties: ___, recipients, ...rest } = consent
  return { ...rest, recipients: recipients.filter((recipient) => recipient === agencyId) }
}

/** Those of some terms that are among others, too. */
export const inBoth = <T extends string>(some: readonly T[], others: readonly string[] = []): T[] =>
  some.filter((one) => others.includes(one))

/** A consent of an earlier position, with the terms of then that are in force now. @param now absent: it is gone since */
export const noMoreTermsThan = (then: ShownConsent, now: Consent | undefined): ShownConsent => ({
  ...then,
  purposes: inBoth(then.purposes, now?.purposes),
  recipients: inBoth(then.recipients, now?.recipients),
  dataCategories: inBoth(then.dataCategories, now?.dataCategories),
})
