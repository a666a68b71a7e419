import {
  CaseReferredToProsecution,
  FurtherInvestigationRequested,
  PreservationAnswered,
  PreservationRequested,
} from '@case-timeline/contracts'
import { clockSpecificationOf } from '@case-timeline/shared-aggregates/fixtures'
import { it } from '@jest/globals'
import { investigationClocks, furtherInvestigationIsDoneInTime, preservationIsAnsweredBeforeExpiry } from './investigation.clocks.ts'

const { expectDeadlineKept } = clockSpecificationOf('investigation', investigationClocks)

const expires = { expiresAt: '2026-11-11T23:59:59Z' }

it(preservationIsAnsweredBeforeExpiry.sentence, () => {
  const requestId = PreservationRequested.example.requestId
  expectDeadlineKept(
    preservationIsAnsweredBeforeExpiry,
    PreservationRequested,
    PreservationAnswered,
    { requestId, ...expires },
    { requestId },
  )
})

it(furtherInvestigationIsDoneInTime.sentence, () =>
  expectDeadlineKept(
    furtherInvestigationIsDoneInTime,
    FurtherInvestigationRequested,
    CaseReferredToProsecution,
    { dueAt: expires.expiresAt },
    {},
  ),
)
