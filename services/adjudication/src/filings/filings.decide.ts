import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided } from '@case-timeline/decider'
import {
  appealIsAgainstCourtDecision,
  appealIsLodgedInTime,
  appealIsReceivedOnce,
  appealIsRecordedByOneSector,
  claimantWasInformedOfRight,
  claimIsReceivedOnce,
  claimIsRecordedByOneSector,
} from './filings.rules.ts'
import type { FilingEvent, Filings, ReceiveAppeal, ReceiveCompensationClaim } from './filings.ts'

type Decision = Decided<FilingEvent>

/** The registry records a notice whatever it says, and before the court case is registered, too: the court decides on it. */
export const receiveAppeal = (_: Filings, { data }: ReceiveAppeal): Decision => ({
  under: [recordBelongsToCase, appealIsReceivedOnce, appealIsAgainstCourtDecision, appealIsLodgedInTime, appealIsRecordedByOneSector],
  events: [{ type: 'prosecution.AppealLodged', data }],
})

export const receiveCompensationClaim = (_: Filings, { data }: ReceiveCompensationClaim): Decision => ({
  under: [recordBelongsToCase, claimIsReceivedOnce, claimantWasInformedOfRight, claimIsRecordedByOneSector],
  events: [{ type: 'prosecution.CompensationClaimFiled', data }],
})
