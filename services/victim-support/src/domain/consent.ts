import type { ConsentGranted, ConsentWithdrawn, FactOf, ReferralMade } from '@case-timeline/contracts'

/** What of a consent still holds: what was withdrawn is no longer listed. */
export interface Consent extends Pick<FactOf<typeof ConsentGranted>['data'], 'grantedBy'> {
  readonly purposes: readonly string[]
  readonly recipients: readonly string[]
  readonly dataCategories: readonly string[]
  /** The countries that may be told of her. */
  readonly parties?: readonly string[] | undefined
  readonly expiresAt: string
}

export type Consents = Readonly<Record<string, Consent>>

/** Whose consents they are, as far as that matters for what they cover. */
interface Consenting {
  readonly consents: Consents
  readonly ofAge: boolean
}

/** What her guardian agreed to covers nothing new once she is of age, until she agrees to it herself. */
const isToBeRenewed = ({ grantedBy }: Consent, ofAge: boolean): boolean => ofAge && grantedBy === 'guardian'

/** A referral before it is made. */
interface Referring {
  readonly data: FactOf<typeof ReferralMade>['data']
  readonly now: string
}

/** Both are in UTC; only the second one may state fractions of a second. */
const isOver = (expiresAt: string, now: string): boolean => expiresAt.slice(0, 19) <= now.slice(0, 19)

/**
 * What of a referral no consent covers, as references: the consent itself where it is missing, withdrawn, expired or to be renewed by her
 * who has come of age, else the recipient, services and kinds of data that it does not list, or lists no more.
 */
export const uncovered = ({ consents, ofAge }: Consenting, { data, now }: Referring): readonly string[] => {
  if (data.consentId === undefined) return ['consent:none']
  const consent = consents[data.consentId]
  if (!consent) return [`consent:${data.consentId}`]
  if (consent.recipients.length === 0) return [`withdrawn:${data.consentId}`]
  if (isOver(consent.expiresAt, now)) return [`expired:${data.consentId}`]
  if (isToBeRenewed(consent, ofAge)) return [`toBeRenewed:${data.consentId}`]
  return [
    ...missing('recipient', [data.toOrg], consent.recipients),
    ...missing('service', data.services, consent.purposes),
    ...missing('data', data.dataCategories, consent.dataCategories),
  ]
}

const missing = (kind: string, needed: readonly string[], granted: readonly string[]): readonly string[] =>
  needed.filter((one) => !granted.includes(one)).map((one) => `${kind}:${one}`)

const NOTICE = 'notificationAbroad'

/** What a notice tells, whatever its reference says: that she was identified. */
const TOLD_BY_NOTICE = 'identity'

/** Whether a consent covers that a country is told of her, as long as it has not run out. */
export const namesAsTold = ({ purposes, recipients, dataCategories, parties = [] }: Consent, party: string): boolean =>
  recipients.length > 0 && purposes.includes(NOTICE) && dataCategories.includes(TOLD_BY_NOTICE) && parties.includes(party)

/** Whether a live consent covers that a country is told of her. */
export const agreesToNotice = ({ consents, ofAge }: Consenting, party: string, now: string): boolean =>
  Object.values(consents).some(
    (consent) => namesAsTold(consent, party) && !isOver(consent.expiresAt, now) && !isToBeRenewed(consent, ofAge),
  )

type Part = Partial<Pick<Consent, 'purposes' | 'recipients' | 'dataCategories'>>

const without = (consent: Consent, { purposes = [], recipients = [], dataCategories = [] }: Part): Consent => ({
  ...consent,
  purposes: consent.purposes.filter((purpose) => !purposes.includes(purpose)),
  recipients: consent.recipients.filter((recipient) => !recipients.includes(recipient)),
  dataCategories: consent.dataCategories.filter((category) => !dataCategories.includes(category)),
})

/** Her consents after a withdrawal. */
export const withdrawnFrom = (consents: Consents, { consentId, scope }: FactOf<typeof ConsentWithdrawn>['data']): Consents => {
  const consent = consents[consentId]
  if (!consent) return consents
  const left = scope === 'all' ? { ...consent, purposes: [], recipients: [], dataCategories: [] } : without(consent, scope)
  return { ...consents, [consentId]: left }
}

/** Her consents after she said no to any notice abroad. */
export const withoutNotice = (consents: Consents): Consents =>
  Object.fromEntries(Object.entries(consents).map(([id, consent]) => [id, without(consent, { purposes: [NOTICE] })]))
