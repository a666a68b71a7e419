import { MlaRequestAcknowledged, MlaRequestExecuted, MlaRequestReceived, MlaRequestRefused, MlaRequestSent } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { expect, it } from '@jest/globals'
import {
  foreignRequestIsAcknowledgedInTime,
  mlaClocks,
  requestAbroadIsAcknowledgedInTime,
  requestAbroadIsAnsweredInTime,
} from './mla.clocks.ts'

const { expectDeadlineKept, statesOf } = clockSpecificationOf('prosecution', mlaClocks)

it(foreignRequestIsAcknowledgedInTime.sentence, () => {
  const { requestId } = MlaRequestReceived.example
  expectDeadlineKept(foreignRequestIsAcknowledgedInTime, MlaRequestReceived, MlaRequestAcknowledged, { requestId }, { requestId }, 'at')
})

const { requestId } = MlaRequestSent.example

it(requestAbroadIsAcknowledgedInTime.sentence, () =>
  expectDeadlineKept(requestAbroadIsAcknowledgedInTime, MlaRequestSent, MlaRequestAcknowledged, { requestId }, { requestId }, 'at'),
)

it(requestAbroadIsAnsweredInTime.sentence, () => {
  expectDeadlineKept(requestAbroadIsAnsweredInTime, MlaRequestSent, MlaRequestExecuted, { requestId }, { requestId, partial: false })
  const sent = effectiveFact(MlaRequestSent, '2026-11-01')
  const openAfter = [
    effectiveFact(MlaRequestExecuted, '2026-11-05', { requestId, partial: true }),
    effectiveFact(MlaRequestRefused, '2026-11-06', { requestId, postponed: true }),
  ]
  expect(statesOf(requestAbroadIsAnsweredInTime, '2026-11-20', sent, ...openAfter)).toEqual(['overdue'])
  const refused = effectiveFact(MlaRequestRefused, '2026-11-07', { requestId, postponed: false })
  expect(statesOf(requestAbroadIsAnsweredInTime, '2026-11-20', sent, ...openAfter, refused)).toEqual(['met'])
})
