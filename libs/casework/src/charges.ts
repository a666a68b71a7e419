import type { CaseFact, CaseHistory, RecordedEvent } from './case-history.ts'
import { storedOf } from './reading.ts'

/** Charges that are not withdrawn, and the events on which this is based. */
export interface ChargesInForce {
  readonly charges: readonly CaseFact<'prosecution.ChargeLaid'>[]
  readonly read: readonly RecordedEvent[]
}

/** The charges against a person, under any of the given references, that are not withdrawn. */
export const chargesAgainst = (history: CaseHistory, refs: readonly string[]): ChargesInForce => {
  const withdrawn = history.facts('prosecution.ChargeWithdrawn')
  const charges = history
    .facts('prosecution.ChargeLaid')
    .filter(({ data }) => refs.includes(data.accusedRef) && !withdrawn.some((one) => one.data.chargeId === data.chargeId))
  return { charges, read: storedOf(charges, withdrawn) }
}
