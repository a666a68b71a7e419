import {
  adjudicationDetentionCommands,
  ChargeLaid,
  GiveTestimony,
  IndictmentFiled,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  TestimonyGiven,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { custodyRulesOf } from '@case-timeline/custody'
import { handle, type Aggregate, type Answer } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { courtCaseStream } from './court-case.stream.ts'
import { custodyStream } from './custody.stream.ts'
import { chargeId, indictmentId, register, trader, witness } from './domain/court-case.fixtures.ts'
import { childTestifiesWithChildMeasures } from './domain/hearings.rules.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

/** Another reference of the witness. */
const alsoHer = '99999999-9999-4999-8999-999999999999'
const { OrderDetention, ExtendDetention } = adjudicationDetentionCommands
const { anExtensionHasAKnownOrder, nobodyIsHeldWhileTheConflictIsOpen } = custodyRulesOf('adjudication')

/** A case that came to court. */
const aCase = async () => {
  const caseId = randomUUID()
  const record = (
    type: EventType,
    data: object,
    aggregate = `case-${caseId}`,
    service: 'investigation' | 'prosecution' = 'investigation',
  ) => log.record({ caseId, as: [type], facts: [{ type: type.type, data: { ...(type.example as object), ...data } }], aggregate, service })
  const ask = (aggregate: Aggregate, { name, data }: { readonly name: string; readonly data: unknown }): Promise<Answer> =>
    handle(
      { store: log.storeOf('adjudication'), deployment: 'test', digestKey: Buffer.alloc(32, 7), now: () => '2026-11-25T10:00:00.000000Z' },
      aggregate,
      {
        caseId,
        name,
        body: { data },
        actor: { userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'registrar' },
        commandId: randomUUID(),
        keyed: false,
        correlationId: 'test',
        jurisdiction: 'PH',
      },
    )
  await record(ChargeLaid, { chargeId, accusedRef: trader }, undefined, 'prosecution')
  await record(IndictmentFiled, { indictmentId, chargeIds: [chargeId] }, undefined, 'prosecution')
  expect(await ask(courtCaseStream, register())).toMatchObject({ outcome: 'appended' })
  return {
    record,
    inCourt: (command: { readonly name: string; readonly data: unknown }) => ask(courtCaseStream, command),
    inCustody: ({ name, example }: typeof OrderDetention | typeof ExtendDetention, personRef: string) =>
      ask(custodyStream, { name, data: { ...example, personRef } }),
    merged: (keptRef: string, mergedRef: string) => record(PersonRefsMerged, { keptRef, mergedRef }, `record-${caseId}`),
    unmerged: (keptRef: string, mergedRef: string) => record(PersonRefsUnmerged, { keptRef, mergedRef }, `record-${caseId}`),
  }
}
const child = { ageBand: 'child', ageDisputed: false }
const testify = { name: GiveTestimony.name, data: { personRef: witness, mode: 'inPerson', measuresInForce: [], supportPerson: false } }

describe.each([
  [witness, alsoHer],
  [alsoHer, witness],
])('where %s is kept of two references of one person', (kept, merged) => {
  it(`${childTestifiesWithChildMeasures.sentence}, whichever of them says so, until they are unmerged`, async () => {
    const it = await aCase()
    await it.record(PresumedVictimIdentified, { personRef: alsoHer, ...child })
    await it.merged(kept, merged)
    expect(await it.inCourt(testify)).toMatchObject({ warnings: [childTestifiesWithChildMeasures.id] })
    await it.unmerged(kept, merged)
    expect(await it.inCourt(testify)).toMatchObject({ types: [TestimonyGiven.type], warnings: [] })
  })

  it('a detention that was ordered under the one is extended under the other, until they are unmerged', async () => {
    const it = await aCase()
    await it.inCustody(OrderDetention, alsoHer)
    await it.merged(kept, merged)
    expect(await it.inCustody(ExtendDetention, witness)).toMatchObject({ outcome: 'appended', warnings: [] })
    const another = await aCase()
    await another.inCustody(OrderDetention, alsoHer)
    await another.merged(kept, merged)
    await another.unmerged(kept, merged)
    expect(await another.inCustody(ExtendDetention, witness)).toMatchObject({ warnings: [anExtensionHasAKnownOrder.id] })
  })

  it(`${nobodyIsHeldWhileTheConflictIsOpen.sentence}, whatever was found of whom she was not taken for`, async () => {
    const it = await aCase()
    await it.record(PresumedVictimIdentified, { personRef: alsoHer, ...child })
    await it.record(VictimStatusDetermined, { personRef: witness, status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'] })
    await it.merged(kept, merged)
    await it.record(VictimSuspectConflictFlagged, { personRef: kept })
    expect(await it.inCustody(OrderDetention, merged)).toMatchObject({ warnings: [nobodyIsHeldWhileTheConflictIsOpen.id] })
  })
})
