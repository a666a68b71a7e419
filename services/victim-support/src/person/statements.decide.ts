import type { Decided } from '@case-timeline/decider'
import { guardianStatesNoWishForAdult } from './majority.rules.ts'
import type { FileCompensationClaim, RecordTestimonyRefusal, StateClaimWish } from './person.commands.ts'
import type { Offered } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import {
  claimantWasInformedOfRight,
  claimIsFiledOnce,
  claimIsRecordedByOneSector,
  refusalIsRecordedByOneSector,
} from './statements.rules.ts'

type Decision = Decided<PersonEvent>

/** What a person says about the trial is recorded whatever it is; who learns of it, `isStatementKept` says. */
export const recordTestimonyRefusal = (_: Offered, { data }: RecordTestimonyRefusal): Decision => ({
  under: [refusalIsRecordedByOneSector],
  events: [{ type: 'prosecution.TestimonyRefused', data }],
})

export const stateClaimWish = (_: Offered, { data }: StateClaimWish): Decision => ({
  under: [guardianStatesNoWishForAdult],
  events: [{ type: 'victimSupport.ClaimWishStated', data }],
})

export const fileCompensationClaim = (_: Offered, { data }: FileCompensationClaim): Decision => ({
  under: [claimIsFiledOnce, claimantWasInformedOfRight, claimIsRecordedByOneSector],
  events: [{ type: 'prosecution.CompensationClaimFiled', data }],
})
