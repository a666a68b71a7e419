import { correct, correctionRules, handle } from '@case-timeline/commands'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { OrderConfidentiality } from '@case-timeline/contracts'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { registerMigratedCourtCase } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

describe('an order of confidentiality', () => {
  it('is decided on the state of the court case, also if this process decided a correction in its stream before', async () => {
    const context = commandContextOn(log.storeOf('adjudication'))
    const contextOfReplica = commandContextOn(log.storeOf('adjudication'))
    const caseId = randomUUID()
    const command = (name: string, data: unknown) => ({
      ...submissionBy({ userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'registrar' }, caseId),
      name,
      body: { data },
    })
    const { name, data } = registerMigratedCourtCase()
    expect(await handle(contextOfReplica, courtCaseStream, command(name, data))).toMatchObject({ outcome: 'appended' })
    // A correction folds the stream to no state of its own.
    const retraction = command('RetractEvent', { retractsId: randomUUID(), reasonCode: 'clericalError' })
    const approval = { approver: { userId: 'p.reyes', role: 'records-supervisor' } }
    expect(await correct(context, [courtCaseStream], { ...retraction, approval })).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.correctedFactIsRecordedHere.id },
    })
    const order = command(OrderConfidentiality.name, OrderConfidentiality.example)
    expect(await handle(context, courtCaseStream, order)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })
})
