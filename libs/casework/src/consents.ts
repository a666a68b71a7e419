import type { DataOf } from '@case-timeline/contracts'
import type { CaseHistory } from './case-history.ts'
import { occurredBy } from './days.ts'
import { storedOf, type Reading } from './reading.ts'

type Granted = DataOf<'victimSupport.ConsentGranted'>
type Withdrawn = DataOf<'victimSupport.ConsentWithdrawn'>

/** The terms that a consent lists, and that a withdrawal removes. */
export interface ConsentTerms {
  readonly purposes: readonly string[]
  readonly recipients: readonly string[]
  readonly dataCategories: readonly string[]
}

/** A consent in force: withdrawn terms are no longer listed. */
export interface Consent extends ConsentTerms, Pick<Granted, 'grantedBy' | 'expiresAt'> {
  /** The countries that may be notified of the person's identification. */
  readonly parties?: readonly string[] | undefined
}

const without = (listed: readonly string[], withdrawn: readonly string[] = []): readonly string[] =>
  listed.filter((one) => !withdrawn.includes(one))

/** The terms of a consent after a withdrawal; `all` removes every term. */
export const withoutTerms = <C extends ConsentTerms>(consent: C, scope: Withdrawn['scope']): C => ({
  ...consent,
  purposes: scope === 'all' ? [] : without(consent.purposes, scope.purposes),
  recipients: scope === 'all' ? [] : without(consent.recipients, scope.recipients),
  dataCategories: scope === 'all' ? [] : without(consent.dataCategories, scope.dataCategories),
})

/**
 * Whether a consent covers no new sharing until the person renews it: a guardian's consent, once the person is of age.
 */
export const needsRenewal = ({ grantedBy }: Pick<Granted, 'grantedBy'>, isOfAge: boolean): boolean => isOfAge && grantedBy === 'guardian'

/** Whether a consent has expired at a moment, to the second. @param now RFC 3339 in UTC, like the expiry */
export const hasExpired = ({ expiresAt }: Pick<Granted, 'expiresAt'>, now: string): boolean => expiresAt.slice(0, 19) <= now.slice(0, 19)

/**
 * The consents of a person in force on a day: granted by then, without terms withdrawn by then, and without those of a
 * guardian from the day on which the person came of age.
 * @param day on which the consents are used, at the known precision; absent: now
 */
export const consentsInForce = (history: CaseHistory, personRef: string, day?: string): Reading<readonly Consent[]> => {
  const facts = history
    .facts('victimSupport.ConsentGranted', 'victimSupport.ConsentWithdrawn')
    .filter(({ data }) => data.personRef === personRef)
  const majority = history.facts('victimSupport.MajorityReached').filter(({ data }) => data.personRef === personRef)
  const consents = new Map<string, Consent>()
  for (const { type, data } of facts.filter(occurredBy(day))) {
    const before = consents.get(data.consentId)
    if (type === 'victimSupport.ConsentGranted') consents.set(data.consentId, data)
    else if (before) consents.set(data.consentId, withoutTerms(before, data.scope))
  }
  const isOfAge = majority.some(occurredBy(day))
  return { known: [...consents.values()].filter((consent) => !needsRenewal(consent, isOfAge)), read: storedOf(facts, majority) }
}
