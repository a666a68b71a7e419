import { approvalCommandsOf, ApprovalRequested, ApprovedCommandDecided, type FactOf } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { requestDigest } from './approval-request.ts'
import { approvalsOf, approvalsStream } from './approvals.stream.ts'
import { requestHasNotLapsed } from './approvals.rules.ts'
import { carryOut } from './carry-out.ts'
import { correct } from './correct.ts'
import { handle } from './handle.ts'
import type { CommandContext } from './submitted-command.ts'
import { commandContextOn, depositAccount, releaseIsWithinHeldAmount, submittedCommand } from './test-aggregate.fixtures.ts'

const account = depositAccount()
const supervisor = { userId: 'p.reyes', agencyId: 'zz-police', role: 'records-supervisor' }

describe.each(DRIVERS)('an approved command on %s', (_driver, start) => {
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

  /** A retraction that waits for approval, and the approval of a supervisor, which nobody has carried out yet. */
  const aRequest = async (key?: string) => {
    const caseId = randomUUID()
    const deposited = await handle(context, account, submittedCommand(caseId, 'Deposit', { amount: 5 }))
    const retractsId = 'ids' in deposited ? deposited.ids[0] : undefined
    const retraction = submittedCommand(caseId, 'RetractEvent', { retractsId, reasonCode: 'wrongCase' }, key === undefined ? {} : { key })
    const sent = await correct(context, [account], retraction)
    if (sent.outcome !== 'awaits-approval') throw new Error(`not waiting: ${JSON.stringify(sent)}`)
    const { requestId, digest } = sent.approval
    const approve = (more: Partial<CommandContext> = {}) =>
      handle({ ...context, ...more }, approvalsOf('investigation'), {
        ...submittedCommand(caseId, approvalCommandsOf('investigation').GiveApproval.name, { requestId, digest }),
        actor: supervisor,
      })
    const reference = { service: 'investigation', id: caseId, requestId } as const
    const approvals = () => store.readStream(approvalsStream('investigation', caseId))
    return { caseId, sent, retraction, approve, reference, approvals, stream: `investigation.case-${caseId}` }
  }

  it('is not carried out before its approval', async () => {
    const { reference, stream } = await aRequest()
    expect(await carryOut(context, [account], reference)).toBeUndefined()
    expect(await store.readStream(stream)).toHaveLength(1)
  })

  it('is refused at once by a rule of the fact that it corrects, and then does not wait', async () => {
    const caseId = randomUUID()
    await handle(context, account, submittedCommand(caseId, 'Deposit', { amount: 5 }))
    const released = await handle(context, account, submittedCommand(caseId, 'Release', { amount: 3 }))
    const correctsId = 'ids' in released ? released.ids[0] : undefined
    const correction = (amount: number) =>
      correct(context, [account], submittedCommand(caseId, 'CorrectEvent', { correctsId, data: { amount }, reasonCode: 'clericalError' }))
    expect(await correction(9)).toMatchObject({ outcome: 'refused', rule: { id: releaseIsWithinHeldAmount.id } })
    expect(await correction(4)).toMatchObject({ outcome: 'awaits-approval' })
  })

  it('is carried out once, also if a process ended in between, and however many processes try it', async () => {
    const { approve, reference, stream, approvals } = await aRequest()
    expect(await approve()).toMatchObject({ outcome: 'appended' })
    const processes = Array.from({ length: 5 }, () => commandContextOn(store))
    const answers = await Promise.all(processes.map((one) => carryOut(one, [account], reference)))
    const ids = answers.map((answer) => (answer && 'ids' in answer ? answer.ids : []))
    expect(new Set(ids.map((one) => one.join())).size).toBe(1)
    const [, retraction, ...more] = await store.readStream(stream)
    expect(more).toEqual([])
    expect(retraction).toMatchObject({ id: ids[0]?.[0], type: 'case.EventRetracted', data: { approver: { userId: 'p.reyes' } } })
    expect(retraction?.envelope.actor.userId).toBe('k.santoso')
    const [request, approval, ...decided] = await approvals()
    expect(request?.envelope.actor.userId).toBe('k.santoso')
    expect([approval?.type, approval?.envelope.actor.userId]).toEqual(['case.ApprovalGiven', 'p.reyes'])
    expect(retraction?.envelope.causationId).toBe(approval?.id)
    expect(decided.map(({ type, data }) => [type, data])).toEqual([
      [ApprovedCommandDecided.type, { requestId: request?.id, outcome: 'recorded', eventIds: ids[0] }],
    ])
  })

  it('cannot be approved after it has lapsed', async () => {
    const { approve, sent } = await aRequest()
    expect(sent.approval.lapsesAt).toBe('2026-12-09T10:00:00Z')
    expect(await approve({ now: () => '2026-12-09T10:00:00.001Z' })).toMatchObject({
      outcome: 'refused',
      rule: { id: requestHasNotLapsed.id },
    })
    expect(await approve({ now: () => '2026-12-09T10:00:00.000Z' })).toMatchObject({ outcome: 'appended' })
  })

  it('waits under the id of its sender’s key: the same answer again, another body is an id clash', async () => {
    const key = `key-${randomUUID()}`
    const { caseId, sent, retraction } = await aRequest(key)
    expect(await correct(commandContextOn(store), [account], retraction)).toEqual({
      ...sent,
      recorded: expect.objectContaining({ ids: sent.recorded.ids }),
    })
    const other = submittedCommand(caseId, 'RetractEvent', { retractsId: randomUUID(), reasonCode: 'wrongCase' }, { key })
    expect(await correct(context, [account], other)).toMatchObject({ outcome: 'id-clash' })
  })

  it('records what was approved: the digest covers the command, its body and its stream', async () => {
    const { approvals } = await aRequest()
    const data = (await approvals())[0]?.data as FactOf<typeof ApprovalRequested>['data']
    expect(requestDigest(data)).toBe(data.digest)
    const changes = [{ command: 'CorrectEvent' }, { stream: `${data.stream}0` }, { body: { ...(data.body as object), occurredAt: '2016' } }]
    for (const change of changes) expect(requestDigest({ ...data, ...change })).not.toBe(data.digest)
  })
})
