import { actIsRecordedByOneSector, appealRulesOf, claimRulesOf, notRecordedElsewhere, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { Filings, ReceiveAppeal, ReceiveCompensationClaim } from './filings.ts'

export const { appealIsAgainstCourtDecision, appealIsLodgedInTime } = appealRulesOf('adjudication')
export const { claimantWasInformedOfRight } = claimRulesOf('adjudication')

export const appealIsReceivedOnce: Rule<Filings, ReceiveAppeal> = thingIsRecordedOnce('appeal', {
  holds: ({ appeals }, { data: { appealId } }) => !appeals.includes(appealId),
  facts: (_, { data: { appealId } }) => [appealId],
})

export const claimIsReceivedOnce: Rule<Filings, ReceiveCompensationClaim> = thingIsRecordedOnce('claim', {
  holds: ({ claims }, { data: { claimId } }) => !claims.includes(claimId),
  facts: (_, { data: { claimId } }) => [claimId],
})

export const appealIsRecordedByOneSector: Rule<Filings, ReceiveAppeal> = actIsRecordedByOneSector('appeal', notRecordedElsewhere)
export const claimIsRecordedByOneSector: Rule<Filings, ReceiveCompensationClaim> = actIsRecordedByOneSector('claim', notRecordedElsewhere)
