import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { correct } from './correct.ts'
import type { Aggregate } from './aggregate.ts'
import {
  aCorrectedTimeIsNotInTheFuture,
  aCorrectionStaysInItsStream,
  aRetractedFactIsLeftAlone,
  aSecondPersonApproves,
  correctedDataFitsItsType,
  onlyTheOriginalIsCorrected,
  theConcernedFactIsRecordedHere,
} from './correction.rules.ts'
import { DRIVERS } from './drivers.fixtures.ts'
import type { EventStore } from './event-store.ts'
import { handle } from './handle.ts'
import { asking, custodyOfThings, deskOn } from './test-aggregate.fixtures.ts'

const things = custodyOfThings()
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

describe.each(DRIVERS)('correcting what was recorded on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  beforeAll(async () => {
    log = await start()
    store = log.open()
  })
  afterAll(async () => {
    await store.close()
    await log.close()
  })

  const deposit = async (caseId: string, amount: number): Promise<string> => {
    const answer = await handle(deskOn(store), things, asking(caseId, 'Deposit', { amount }))
    return 'ids' in answer ? (answer.ids[0] ?? '') : ''
  }
  const release = (caseId: string, amount: number) => handle(deskOn(store), things, asking(caseId, 'Release', { amount }))
  const change = (caseId: string, name: string, data: Record<string, unknown>, key?: string) =>
    correct(
      deskOn(store),
      [things],
      asking(caseId, name, { reasonCode: 'clericalError', approver, ...data }, key === undefined ? {} : { key }),
    )
  const refusedBy = (rule: { id: string }) => ({ outcome: 'refused', rule: { id: rule.id } })

  it('a corrected fact counts as if it had been recorded right, and the original stays', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 100)
    const answer = await change(caseId, 'CorrectEvent', { correctsId: id, data: { amount: 10 } })
    expect(answer).toMatchObject({ outcome: 'appended', types: ['case.EventCorrected'], firstRevision: 1 })
    expect(await release(caseId, 11)).toMatchObject({ outcome: 'refused' })
    expect(await release(caseId, 10)).toMatchObject({ outcome: 'appended' })
    const [original, correction] = await store.readCase(caseId)
    expect(original?.data).toEqual({ amount: 100 })
    expect(correction?.envelope).toMatchObject({ corrects: id, classification: 'RESTRICTED', basis: { events: [{ id, revision: 0 }] } })
    expect(correction?.visibility).toEqual(original?.visibility)
    expect(correction?.data).toMatchObject({ correctsId: id, schemaVersion: 1, data: { amount: 10 } })
  })

  it('a retracted fact counts as if it had not been recorded', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 5)
    expect(await change(caseId, 'RetractEvent', { retractsId: id })).toMatchObject({ outcome: 'appended' })
    expect(await release(caseId, 1)).toMatchObject({ outcome: 'refused' })
    expect(await change(caseId, 'RetractEvent', { retractsId: id })).toMatchObject(refusedBy(aRetractedFactIsLeftAlone))
    expect(await change(caseId, 'CorrectEvent', { correctsId: id, data: { amount: 1 } })).toMatchObject(
      refusedBy(aRetractedFactIsLeftAlone),
    )
  })

  it(aCorrectedTimeIsNotInTheFuture.sentence, async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    for (const occurredAt of ['9999', '9999-01-01T00:00:00Z'])
      expect(await change(caseId, 'CorrectEvent', { correctsId, data: { amount: 1 }, occurredAt })).toMatchObject(
        refusedBy(aCorrectedTimeIsNotInTheFuture),
      )
    expect(await change(caseId, 'CorrectEvent', { correctsId, data: { amount: 1 }, occurredAt: '2016' })).toMatchObject({
      outcome: 'appended',
    })
  })

  it(aCorrectionStaysInItsStream.sentence, async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    const byAmount: Aggregate = { ...things, streamId: (id, data) => `${id}~${String((data as { amount?: number }).amount)}` }
    const answer = await correct(
      deskOn(store),
      [byAmount],
      asking(caseId, 'CorrectEvent', { correctsId, data: { amount: 6 }, reasonCode: 'clericalError', approver }),
    )
    expect(answer).toMatchObject(refusedBy(aCorrectionStaysInItsStream))
  })

  it('a retraction that is itself retracted brings the fact back', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 5)
    const retraction = await change(caseId, 'RetractEvent', { retractsId: id })
    const retractsId = 'ids' in retraction ? retraction.ids[0] : undefined
    expect(await change(caseId, 'RetractEvent', { retractsId })).toMatchObject({ outcome: 'appended' })
    expect(await release(caseId, 5)).toMatchObject({ outcome: 'appended' })
  })

  it.each([
    [theConcernedFactIsRecordedHere, { correctsId: randomUUID(), data: { amount: 1 } }],
    [correctedDataFitsItsType, { data: { amount: -1 } }],
    [correctedDataFitsItsType, { data: { amount: 1, note: 'x' } }],
    [aSecondPersonApproves, { data: { amount: 1 }, approver: { userId: 'k.santoso', role: 'records-supervisor' } }],
  ])('$0.sentence', async (rule, data) => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    expect(await change(caseId, 'CorrectEvent', { correctsId, ...data })).toMatchObject(refusedBy(rule))
    expect(await store.readStream(`investigation.case-${caseId}`)).toHaveLength(1)
    expect(await store.readStream(`investigation.refusals-${caseId}`)).toHaveLength(1)
  })

  it(onlyTheOriginalIsCorrected.sentence, async () => {
    const caseId = randomUUID()
    await deposit(caseId, 0)
    const warning = (await store.readCase(caseId))[1]
    expect(await change(caseId, 'CorrectEvent', { correctsId: warning?.id, data: {} })).toMatchObject(refusedBy(onlyTheOriginalIsCorrected))
  })

  it('a fact of another case is not found', async () => {
    const id = await deposit(randomUUID(), 5)
    expect(await change(randomUUID(), 'RetractEvent', { retractsId: id })).toMatchObject(refusedBy(theConcernedFactIsRecordedHere))
  })

  it('a correction that is sent again is recorded once', async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    const first = await change(caseId, 'CorrectEvent', { correctsId, data: { amount: 4 } }, 'fix')
    expect(await change(caseId, 'CorrectEvent', { correctsId, data: { amount: 4 } }, 'fix')).toEqual({ ...first, outcome: 'duplicate' })
    expect(await change(caseId, 'CorrectEvent', { correctsId, data: { amount: 3 } }, 'fix')).toEqual({ outcome: 'id-clash' })
  })
})
