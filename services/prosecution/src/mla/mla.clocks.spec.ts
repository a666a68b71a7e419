import { MlaRequestAcknowledged, MlaRequestReceived } from '@case-timeline/contracts'
import { clockSpecificationOf } from '@case-timeline/shared-aggregates/fixtures'
import { it } from '@jest/globals'
import { mlaClocks, foreignRequestIsAcknowledgedInTime } from './mla.clocks.ts'

const { expectDeadlineKept } = clockSpecificationOf('prosecution', mlaClocks)

it(foreignRequestIsAcknowledgedInTime.sentence, () => {
  const { requestId } = MlaRequestReceived.example
  expectDeadlineKept(foreignRequestIsAcknowledgedInTime, MlaRequestReceived, MlaRequestAcknowledged, { requestId }, { requestId }, 'at')
})
