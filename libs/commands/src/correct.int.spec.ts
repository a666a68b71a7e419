import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { correct } from './correct.ts'
import type { Aggregate } from './aggregate.ts'
import {
  correctedTimeIsNotInFuture,
  correctionStaysInStream,
  retractedFactIsNotCorrected,
  secondPersonApprovesCorrection,
  correctedDataFitsEventType,
  onlyOriginalFactIsCorrected,
  correctedFactIsRecordedHere,
} from './correction.rules.ts'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import type { Approver } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { handle } from './handle.ts'
import type { CommandContext } from './submitted-command.ts'
import { submittedCommand, depositAccount, commandContextOn } from './test-aggregate.fixtures.ts'

const account = depositAccount()
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

describe.each(DRIVERS)('correcting a recorded fact on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  let context: CommandContext
  beforeAll(async () => {
    log = await start()
    store = log.open()
    context = commandContextOn(store)
  })
  afterAll(async () => {
    await store.close()
    await log.close()
  })

  const deposit = async (caseId: string, amount: number): Promise<string> => {
    const answer = await handle(context, account, submittedCommand(caseId, 'Deposit', { amount }))
    return 'ids' in answer ? (answer.ids[0] ?? '') : ''
  }
  const release = (caseId: string, amount: number) => handle(context, account, submittedCommand(caseId, 'Release', { amount }))
  const sendCorrection = (caseId: string, name: string, data: Record<string, unknown>, key?: string, by: Approver = approver) =>
    correct(context, [account], {
      ...submittedCommand(caseId, name, { reasonCode: 'clericalError', ...data }, key === undefined ? {} : { key }),
      approval: { approver: by },
    })
  const refusedBy = (rule: { id: string }) => ({ outcome: 'refused', rule: { id: rule.id } })

  it('applies a corrected fact in place of the original, which stays in the log', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 100)
    const answer = await sendCorrection(caseId, 'CorrectEvent', { correctsId: id, data: { amount: 10 } })
    expect(answer).toMatchObject({ outcome: 'appended', types: ['case.EventCorrected'], firstRevision: 1 })
    expect(await release(caseId, 11)).toMatchObject({ outcome: 'refused' })
    expect(await release(caseId, 10)).toMatchObject({ outcome: 'appended' })
    const [original, correction] = await store.readCase(caseId)
    expect(original?.data).toEqual({ amount: 100 })
    expect(correction?.envelope).toMatchObject({ corrects: id, classification: 'RESTRICTED', basis: { events: [{ id, revision: 0 }] } })
    expect(correction?.visibility).toEqual(original?.visibility)
    expect(correction?.data).toMatchObject({ correctsId: id, schemaVersion: 1, data: { amount: 10 } })
  })

  it('judges a fact by the law under which it stands, whatever the law of those who correct it', async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 100)
    const asked: string[] = []
    const policyOf = (jurisdiction: string) => {
      asked.push(jurisdiction)
      return undefined
    }
    const data = { correctsId, data: { amount: 10 }, reasonCode: 'clericalError', approver }
    const command = { ...submittedCommand(caseId, 'CorrectEvent', data), jurisdiction: 'XX' }
    await correct({ ...context, policyOf }, [account], command)
    expect(new Set(asked)).toEqual(new Set(['ZZ']))
    expect((await store.readCase(caseId)).map(({ envelope }) => envelope.jurisdiction)).toEqual(['ZZ', 'ZZ'])
  })

  it('ignores a retracted fact', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 5)
    expect(await sendCorrection(caseId, 'RetractEvent', { retractsId: id })).toMatchObject({ outcome: 'appended' })
    expect(await release(caseId, 1)).toMatchObject({ outcome: 'refused' })
    expect(await sendCorrection(caseId, 'RetractEvent', { retractsId: id })).toMatchObject(refusedBy(retractedFactIsNotCorrected))
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId: id, data: { amount: 1 } })).toMatchObject(
      refusedBy(retractedFactIsNotCorrected),
    )
  })

  it(correctedTimeIsNotInFuture.sentence, async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    for (const occurredAt of ['9999', '9999-01-01T00:00:00Z'])
      expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 1 }, occurredAt })).toMatchObject(
        refusedBy(correctedTimeIsNotInFuture),
      )
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 1 }, occurredAt: '2016' })).toMatchObject({
      outcome: 'appended',
    })
  })

  it(correctionStaysInStream.sentence, async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    const byAmount: Aggregate = { ...account, streamId: (id, data) => `${id}~${String((data as { amount?: number }).amount)}` }
    const answer = await correct(
      context,
      [byAmount],
      submittedCommand(caseId, 'CorrectEvent', { correctsId, data: { amount: 6 }, reasonCode: 'clericalError' }),
    )
    expect(answer).toMatchObject(refusedBy(correctionStaysInStream))
  })

  it('restores a fact whose retraction is retracted', async () => {
    const caseId = randomUUID()
    const id = await deposit(caseId, 5)
    const retraction = await sendCorrection(caseId, 'RetractEvent', { retractsId: id })
    const retractsId = 'ids' in retraction ? retraction.ids[0] : undefined
    expect(await sendCorrection(caseId, 'RetractEvent', { retractsId })).toMatchObject({ outcome: 'appended' })
    expect(await release(caseId, 5)).toMatchObject({ outcome: 'appended' })
  })

  it.each([
    [correctedFactIsRecordedHere, { correctsId: randomUUID(), data: { amount: 1 } }],
    [correctedDataFitsEventType, { data: { amount: -1 } }],
    [correctedDataFitsEventType, { data: { amount: 1, note: 'x' } }],
  ])('$0.sentence', async (rule, data) => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, ...data })).toMatchObject(refusedBy(rule))
    expect(await store.readStream(`investigation.case-${caseId}`)).toHaveLength(1)
    expect(await store.readStream(`investigation.refusals-${caseId}`)).toHaveLength(1)
  })

  it(secondPersonApprovesCorrection.sentence, async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    const sender = { userId: 'k.santoso', role: 'records-supervisor' }
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 1 } }, undefined, sender)).toMatchObject(
      refusedBy(secondPersonApprovesCorrection),
    )
  })

  it(onlyOriginalFactIsCorrected.sentence, async () => {
    const caseId = randomUUID()
    await deposit(caseId, 0)
    const warning = (await store.readCase(caseId))[1]
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId: warning?.id, data: {} })).toMatchObject(
      refusedBy(onlyOriginalFactIsCorrected),
    )
  })

  it('does not find a fact of another case', async () => {
    const id = await deposit(randomUUID(), 5)
    expect(await sendCorrection(randomUUID(), 'RetractEvent', { retractsId: id })).toMatchObject(refusedBy(correctedFactIsRecordedHere))
  })

  it('records a repeated correction once', async () => {
    const caseId = randomUUID()
    const correctsId = await deposit(caseId, 5)
    const first = await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 4 } }, 'fix')
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 4 } }, 'fix')).toEqual({
      ...first,
      outcome: 'duplicate',
    })
    expect(await sendCorrection(caseId, 'CorrectEvent', { correctsId, data: { amount: 3 } }, 'fix')).toEqual({ outcome: 'id-clash' })
  })
})
