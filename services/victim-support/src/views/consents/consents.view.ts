import {
  type AgencyId,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  type FactOf,
  MajorityReached,
  type PersonRef,
} from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Granted = FactOf<typeof ConsentGranted>['data']

/**
 * A consent as it holds now: what was withdrawn is listed no more.
 * This shape is stored in `consents_v2`: change it with the view's version.
 */
export interface Consent extends Row, Pick<Granted, 'consentId' | 'purposes' | 'recipients' | 'dataCategories' | 'parties'> {
  readonly personRef: PersonRef
  /** `awaitsHerWord`: her guardian gave it and she has come of age since; it covers nothing new until she agrees to it herself. */
  readonly state: 'granted' | 'narrowed' | 'awaitsHerWord' | 'withdrawn' | 'refused'
  readonly by: Granted['grantedBy']
  readonly assent?: Granted['assent']
  readonly expiresAt?: string | undefined
  readonly evidenceHash?: string | undefined
  readonly decidedAt?: string | undefined
  readonly withdrawnAt?: string | undefined
  readonly recordedBy: AgencyId
  /** To whom something could be shared at some time: they are told of a withdrawal. Shown to whoever recorded the consent alone. */
  readonly holders: readonly AgencyId[]
  readonly since: string
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

/** A consent as an agency may see it: one that is named in it learns that it is, and of no other recipient, nor of the countries that may be told of her. */
export const shownTo = (
  agencyId: AgencyId,
  consent: Consent,
): Omit<Consent, 'holders' | 'parties'> & Partial<Pick<Consent, 'holders' | 'parties'>> => {
  if (consent.recordedBy === agencyId) return consent
  const { holders: _, evidenceHash: __, parties: ___, recipients, ...rest } = consent
  return { ...rest, recipients: recipients.filter((recipient) => recipient === agencyId) }
}
