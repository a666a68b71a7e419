import { AgencyId, ConsentGranted, ConsentRefused, ConsentWithdrawn, type FactOf, Id, MajorityReached } from '@case-timeline/contracts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const Granted = ConsentGranted.data.shape

/**
 * A consent as it holds now: what was withdrawn is listed no more.
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
    .meta({ description: 'the countries that may be told of her identification' }),
  state: z.enum(['granted', 'narrowed', 'awaitsHerWord', 'withdrawn', 'refused']).meta({
    description: 'awaitsHerWord: her guardian gave it and she has come of age since; it covers nothing new until she agrees to it herself',
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
      'to whom something could be shared at some time: they are told of a withdrawal; shown to whoever recorded the consent alone',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Consent = z.infer<typeof Consent>

const { grantedBy: by, ...granted } = ConsentGranted.example
/** What a list of consents shows of one, to whoever recorded it. */
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

const without = <T>(all: readonly T[], withdrawn: readonly T[] = []): T[] => all.filter((one) => !withdrawn.includes(one))

/** Nothing is shared any more once no recipient, purpose or kind of data is left. */
const after = (consent: Consent, scope: Scope): Consent => {
  const none = { purposes: [], recipients: [], dataCategories: [], parties: consent.parties && [] }
  if (scope === 'all') return { ...consent, ...none, state: 'withdrawn' }
  const left = {
    purposes: without(consent.purposes, scope.purposes),
    recipients: without(consent.recipients, scope.recipients),
    dataCategories: without(consent.dataCategories, scope.dataCategories),
  }
  const isSomethingLeft = Object.values(left).every((list) => list.length > 0)
  const narrowed = consent.state === 'awaitsHerWord' ? consent.state : 'narrowed'
  return isSomethingLeft ? { ...consent, ...left, state: narrowed } : { ...consent, ...none, state: 'withdrawn' }
}

const isOfHerGuardian = ({ by, state }: Consent): boolean => by === 'guardian' && (state === 'granted' || state === 'narrowed')

/** What she lets be shared, with whom and for what, as it stands now. */
export const consentsView: View<Consent> = view({
  name: 'consents',
  version: 2,
  events: [ConsentGranted, ConsentRefused, ConsentWithdrawn, MajorityReached],
  key: ['consentId'],
  rows: (event) => (event.type === 'victimSupport.MajorityReached' ? 'every' : [[event.data.consentId]]),
  on: {
    'victimSupport.ConsentGranted': (_, { caseId, data: { grantedBy, comesOfAgeOn: __, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'granted',
      by: grantedBy,
      decidedAt: occurredAt,
      recordedBy: stored.envelope.actor.agencyId,
      holders: data.recipients,
      since: stored.recordedAt,
    }),
    'victimSupport.ConsentRefused': (_, { caseId, data: { refusedBy, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'refused',
      by: refusedBy,
      decidedAt: occurredAt,
      recordedBy: stored.envelope.actor.agencyId,
      holders: [],
      since: stored.recordedAt,
    }),
    'victimSupport.ConsentWithdrawn': (consent, { data, occurredAt }) =>
      consent ? { ...after(consent, data.scope), withdrawnAt: occurredAt } : null,
    'victimSupport.MajorityReached': (consent, { data }) =>
      consent?.personRef === data.personRef && isOfHerGuardian(consent) ? { ...consent, state: 'awaitsHerWord' } : (consent ?? null),
  },
})

/** One of a list of consents: whoever is named in it is not told who else holds something. */
export const ShownConsent = Consent.partial({ holders: true })
export type ShownConsent = z.infer<typeof ShownConsent>

/** A consent as an agency may see it: one that is named in it learns that it is, and of no other recipient, nor of the countries that may be told of her. */
export const shownTo = (agencyId: AgencyId, consent: Consent): ShownConsent => {
  if (consent.recordedBy === agencyId) return consent
  const { holders: _, evidenceHash: __, parties: ___, recipients, ...rest } = consent
  return { ...rest, recipients: recipients.filter((recipient) => recipient === agencyId) }
}
