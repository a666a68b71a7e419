import {
  adjudicationDetentionCommands,
  ChargeLaid,
  GiveTestimony,
  IndictmentFiled,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  SuspectIdentified,
  TestimonyGiven,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { custodyRulesOf } from '@case-timeline/shared-aggregates'
import { handle, type Aggregate, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { courtCaseStream } from './court-case/court-case.stream.ts'
import { custodyStream } from './custody/custody.stream.ts'
import {
  chargeId,
  deliverVerdict,
  imposeSentence,
  indictmentId,
  registerCourtCase,
  trader,
  witness,
} from './court-case/court-case.fixtures.ts'
import { childTestifiesWithChildMeasures } from './court-case/hearings.rules.ts'
import { companyIsSentencedAsCompany } from './court-case/judgment.rules.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

/** Another reference of the witness. */
const otherWitnessRef = '99999999-9999-4999-8999-999999999999'
const { OrderDetention, ExtendDetention } = adjudicationDetentionCommands
const { extensionHasKnownOrder, noDetentionDuringOpenConflict, personHeldIsNatural } = custodyRulesOf('adjudication')

/** A case with a registered court case. */
const caseInCourt = async () => {
  const caseId = randomUUID()
  const record = (
    type: EventType,
    data: object,
    aggregate = `case-${caseId}`,
    service: 'investigation' | 'prosecution' = 'investigation',
  ) =>
    log.record({
      caseId,
      eventTypes: [type],
      facts: [{ type: type.type, data: { ...(type.example as object), ...data } }],
      aggregate,
      service,
    })
  const submit = (aggregate: Aggregate, { name, data }: { readonly name: string; readonly data: unknown }): Promise<Answer> =>
    handle(commandContextOn(log.storeOf('adjudication')), aggregate, {
      ...submissionBy({ userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'registrar' }, caseId),
      name,
      body: { data },
    })
  await record(ChargeLaid, { chargeId, accusedRef: trader }, undefined, 'prosecution')
  await record(IndictmentFiled, { indictmentId, chargeIds: [chargeId] }, undefined, 'prosecution')
  expect(await submit(courtCaseStream, registerCourtCase())).toMatchObject({ outcome: 'appended' })
  return {
    record,
    submitToCourt: (command: { readonly name: string; readonly data: unknown }) => submit(courtCaseStream, command),
    submitToCustody: ({ name, example }: typeof OrderDetention | typeof ExtendDetention, personRef: string) =>
      submit(custodyStream, { name, data: { ...example, personRef } }),
    mergeRefs: (keptRef: string, mergedRef: string) => record(PersonRefsMerged, { keptRef, mergedRef }, `record-${caseId}`),
    unmergeRefs: (keptRef: string, mergedRef: string) => record(PersonRefsUnmerged, { keptRef, mergedRef }, `record-${caseId}`),
  }
}
const child = { ageBand: 'child', ageDisputed: false }
const giveTestimony = {
  name: GiveTestimony.name,
  data: { personRef: witness, mode: 'inPerson', measuresInForce: [], supportPerson: false },
}

describe.each([
  [witness, otherWitnessRef],
  [otherWitnessRef, witness],
])('when %s is kept of two references of one person', (kept, merged) => {
  it(`${childTestifiesWithChildMeasures.sentence}, also when the age is recorded under the other reference, until they are unmerged`, async () => {
    const testCase = await caseInCourt()
    await testCase.record(PresumedVictimIdentified, { personRef: otherWitnessRef, ...child })
    await testCase.mergeRefs(kept, merged)
    expect(await testCase.submitToCourt(giveTestimony)).toMatchObject({ warnings: [childTestifiesWithChildMeasures.id] })
    await testCase.unmergeRefs(kept, merged)
    expect(await testCase.submitToCourt(giveTestimony)).toMatchObject({ types: [TestimonyGiven.type], warnings: [] })
  })

  it('a detention ordered under one reference is extended under the other, until they are unmerged', async () => {
    const testCase = await caseInCourt()
    await testCase.submitToCustody(OrderDetention, otherWitnessRef)
    await testCase.mergeRefs(kept, merged)
    expect(await testCase.submitToCustody(ExtendDetention, witness)).toMatchObject({ outcome: 'appended', warnings: [] })
    const otherCase = await caseInCourt()
    await otherCase.submitToCustody(OrderDetention, otherWitnessRef)
    await otherCase.mergeRefs(kept, merged)
    await otherCase.unmergeRefs(kept, merged)
    expect(await otherCase.submitToCustody(ExtendDetention, witness)).toMatchObject({ warnings: [extensionHasKnownOrder.id] })
  })

  it(`${personHeldIsNatural.sentence}, also where the company was identified by the other reference, until they are unmerged`, async () => {
    const testCase = await caseInCourt()
    await testCase.record(SuspectIdentified, { personRef: otherWitnessRef, kind: 'legal' })
    await testCase.mergeRefs(kept, merged)
    expect(await testCase.submitToCustody(OrderDetention, witness)).toMatchObject({ warnings: [personHeldIsNatural.id] })
    await testCase.unmergeRefs(kept, merged)
    expect(await testCase.submitToCustody(OrderDetention, witness)).toMatchObject({ outcome: 'appended', warnings: [] })
  })

  it(`${companyIsSentencedAsCompany.sentence}, also where it was convicted by the other reference`, async () => {
    const testCase = await caseInCourt()
    await testCase.record(SuspectIdentified, { personRef: otherWitnessRef, kind: 'legal' })
    await testCase.submitToCourt(deliverVerdict({ accusedRef: witness }))
    const { warnings } = (await testCase.submitToCourt(imposeSentence())) as { readonly warnings: readonly string[] }
    expect(warnings).not.toContain(companyIsSentencedAsCompany.id)
    const merging = await caseInCourt()
    await merging.record(SuspectIdentified, { personRef: otherWitnessRef, kind: 'legal' })
    await merging.submitToCourt(deliverVerdict({ accusedRef: witness }))
    await merging.mergeRefs(kept, merged)
    expect(await merging.submitToCourt(imposeSentence())).toMatchObject({
      warnings: expect.arrayContaining([companyIsSentencedAsCompany.id]),
    })
  })

  it(`${noDetentionDuringOpenConflict.sentence}, also with a finding on the other reference before the merge`, async () => {
    const testCase = await caseInCourt()
    await testCase.record(PresumedVictimIdentified, { personRef: otherWitnessRef, ...child })
    await testCase.record(VictimStatusDetermined, { personRef: witness, status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'] })
    await testCase.mergeRefs(kept, merged)
    await testCase.record(VictimSuspectConflictFlagged, { personRef: kept })
    expect(await testCase.submitToCustody(OrderDetention, merged)).toMatchObject({ warnings: [noDetentionDuringOpenConflict.id] })
  })
})
