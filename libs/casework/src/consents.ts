import type { DataOf } from '@case-timeline/contracts'
import type { CaseHistory, FactsBefore } from './case-history.ts'
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
 * The consents of a person in force when an act was done: granted before it, without terms withdrawn before it, and
 * without those of a guardian if the person had come of age.
 * @param before selects the facts that had happened before the act
 */
export const consentsInForce = (history: CaseHistory, personRef: string, before: FactsBefore): Reading<readonly Consent[]> => {
  const isOfPerson = ({ data }: { readonly data: { readonly personRef: string } }): boolean => data.personRef === personRef
  const facts = history.facts('victimSupport.ConsentGranted', 'victimSupport.ConsentWithdrawn').filter(isOfPerson)
  const majority = history.facts('victimSupport.MajorityReached').filter(isOfPerson)
  const counted = before(facts)
  const withdrawn = counted.flatMap(({ type, data }) => (type === 'victimSupport.ConsentWithdrawn' ? [data] : []))
  const withdrawalsOf = ({ consentId }: Granted) => withdrawn.filter((one) => one.consentId === consentId)
  const granted = counted.flatMap(({ type, data }) => (type === 'victimSupport.ConsentGranted' ? [data] : []))
  const consents = granted.map((one) => withdrawalsOf(one).reduce<Consent>((consent, { scope }) => withoutTerms(consent, scope), one))
  const isOfAge = before(majority).length > 0
  return { known: consents.filter((consent) => !needsRenewal(consent, isOfAge)), read: storedOf(facts, majority) }
}
