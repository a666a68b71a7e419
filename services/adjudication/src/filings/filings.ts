import type { KnownJudgments, KnownRights } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type FilingEvent = FactOf<typeof contract.AppealLodged | typeof contract.CompensationClaimFiled>

/** Whether at least one event is recorded in the case. */
interface KnownCase {
  readonly caseExists: boolean
}

export type ReceiveAppeal = CommandOf<typeof contract.ReceiveAppeal, KnownJudgments & KnownCase>
export type ReceiveCompensationClaim = CommandOf<typeof contract.ReceiveCompensationClaim, KnownRights & KnownCase>

/** What parties filed with the registry of the court, in one case: the ids that are used. */
export interface Filings {
  readonly stage: 'open'
  readonly appeals: readonly string[]
  readonly claims: readonly string[]
}

export const noFilings: Filings = { stage: 'open', appeals: [], claims: [] }

export const evolve = (filings: Filings, event: RecordedFact<FilingEvent>): Filings => {
  switch (event.type) {
    case 'prosecution.AppealLodged':
      return { ...filings, appeals: [...filings.appeals, event.data.appealId] }
    case 'prosecution.CompensationClaimFiled':
      return { ...filings, claims: [...filings.claims, event.data.claimId] }
  }
}
