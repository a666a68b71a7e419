import { ConsentGranted, ConsentWithdrawn, MajorityReached, type WithdrawalScope } from '@case-timeline/contracts'
import { standing, type StoredEvent } from '@case-timeline/event-store'
import type { Consent } from './domain/cooperation.ts'
import { hadHappenedBy } from './happened.ts'

/** The consents of one person as they stand in a case, less what was withdrawn of them, and the events that say so. */
export interface ConsentsOf {
  readonly consents: readonly Consent[]
  readonly read: readonly StoredEvent[]
}

type Granted = Consent & Pick<(typeof ConsentGranted)['example'], 'grantedBy'>

/**
 * What she agreed to and took back by then; what a guardian agreed to covers nothing from when she came of age.
 * @param day of what rests on the consents, at the precision known; absent: now
 */
export const consentsOf = (history: readonly StoredEvent[], personRef: string, day?: string): ConsentsOf => {
  const facts = standing(history, ConsentGranted, ConsentWithdrawn).filter(({ data }) => data.personRef === personRef)
  const reached = standing(history, MajorityReached).filter(({ data }) => data.personRef === personRef)
  const consents = new Map<string, Granted>()
  for (const { data } of facts.filter(hadHappenedBy(day))) {
    const before = consents.get(data.consentId)
    if ('scope' in data) {
      if (before) consents.set(data.consentId, without(before, data.scope))
    } else consents.set(data.consentId, data)
  }
  const isOfAge = reached.some(hadHappenedBy(day))
  return {
    consents: [...consents.values()].filter(({ grantedBy }) => grantedBy === 'self' || !isOfAge),
    read: [...facts, ...reached].map(({ stored }) => stored),
  }
}

const without = (consent: Granted, scope: WithdrawalScope): Granted => {
  if (scope === 'all') return { ...consent, purposes: [], recipients: [], dataCategories: [] }
  const left = (granted: readonly string[], withdrawn: readonly string[] = []) => granted.filter((one) => !withdrawn.includes(one))
  return {
    ...consent,
    purposes: left(consent.purposes, scope.purposes),
    recipients: left(consent.recipients, scope.recipients),
    dataCategories: left(consent.dataCategories, scope.dataCategories),
  }
}
