import { AccusedSevered } from '@case-timeline/contracts'
import { specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { courtCaseStream } from './court-case.stream.ts'
import { sever, trialOfAll } from './parts.fixtures.ts'
import { assignedPersonSeversToNoOtherCourt } from './parts.rules.ts'

describe('a judge of another court who is assigned to a case', () => {
  const actor = { userId: 'j.cruz', agencyId: 'zz-court-cebu', role: 'judge', onBehalfOf: 'zz-court-manila' }
  const severing = (courtId: string | undefined) =>
    specificationOf(courtCaseStream)([...trialOfAll()]).when({ ...sever({ courtId }), actor })

  it(assignedPersonSeversToNoOtherCourt.sentence, () => severing('zz-court-cebu').thenRefusedBy(assignedPersonSeversToNoOtherCourt))
  it.each([undefined, 'zz-court-manila'])('severs to the court that has the case: %s', (courtId) => severing(courtId).then(AccusedSevered))
})
