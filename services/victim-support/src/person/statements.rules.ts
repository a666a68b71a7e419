import { actIsRecordedByOneSector, claimRulesOf, notRecordedElsewhere, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { FileCompensationClaim, RecordTestimonyRefusal } from './person.commands.ts'
import type { Offered } from './person.ts'

export const { claimantWasInformedOfRight } = claimRulesOf('victimSupport')

export const claimIsFiledOnce: Rule<Offered, FileCompensationClaim> = thingIsRecordedOnce('claim', {
  holds: ({ claims }, { data: { claimId } }) => !claims.includes(claimId),
  facts: (_, { data: { claimId } }) => [claimId],
})

export const claimIsRecordedByOneSector: Rule<Offered, FileCompensationClaim> = actIsRecordedByOneSector('claim', notRecordedElsewhere)

export const refusalIsRecordedByOneSector: Rule<Offered, RecordTestimonyRefusal> = actIsRecordedByOneSector(
  'refusalToTestify',
  notRecordedElsewhere,
)
