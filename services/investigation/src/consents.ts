import { ConsentGranted, ConsentWithdrawn, type WithdrawalScope } from '@case-timeline/contracts'
import { standing, type StoredEvent } from '@case-timeline/event-store'
import type { Consent } from './domain/cooperation.ts'

/** The consents of one person as they stand in a case, less what was withdrawn of them, and the events that say so. */
export interface ConsentsOf {
  readonly consents: readonly Consent[]
  readonly read: readonly StoredEvent[]
}

export const consentsOf = (history: readonly StoredEvent[], personRef: string): ConsentsOf => {
  const facts = standing(history, ConsentGranted, ConsentWithdrawn).filter(({ data }) => data.personRef === personRef)
  const consents = new Map<string, Consent>()
  for (const { data } of facts) {
    const before = consents.get(data.consentId)
    if ('scope' in data) {
      if (before) consents.set(data.consentId, without(before, data.scope))
    } else consents.set(data.consentId, data)
  }
  return { consents: [...consents.values()], read: facts.map(({ stored }) => stored) }
}

const without = (consent: Consent, scope: WithdrawalScope): Consent => {
  if (scope === 'all') return { ...consent, purposes: [], recipients: [], dataCategories: [] }
  const left = (granted: readonly string[], withdrawn: readonly string[] = []) => granted.filter((one) => !withdrawn.includes(one))
  return {
    ...consent,
    purposes: left(consent.purposes, scope.purposes),
    recipients: left(consent.recipients, scope.recipients),
    dataCategories: left(consent.dataCategories, scope.dataCategories),
  }
}
