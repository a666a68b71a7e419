import { randomUUID } from 'node:crypto'
import { caseGate, confidentiality } from '@case-timeline/access'
import { AccessExcluded, approvalCommandsOf, CaseOpened, CaseWorkerAssigned, type CommandType } from '@case-timeline/contracts'
import { type EventStore } from '@case-timeline/event-store'
import { commandContextOn, depositAccount } from '@case-timeline/commands/fixtures'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestContext } from './request-context.ts'
import { commandHandler } from './command-handler.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
  await log.allow([...testAggregate.events.values()])
})
afterAll(() => log.close())

const userId = 'm.santos'
const testAggregate = depositAccount()
const deposit = testAggregate.commands['Deposit']?.type as CommandType

/** The aggregate has no encrypted members. */
const noEncryption = {
  encrypt: (_: unknown, __: string, data: unknown) => Promise.resolve({ data, comparedData: data }),
  correctionEncryption: () => (_: unknown, data: unknown) => Promise.resolve({ data, comparedData: data }),
}

/**
 * A case in which a user was admitted, with a command handler that runs an action between the decision and its append.
 */
const submitDuring = async (concurrentAction: (caseId: string) => Promise<unknown>) => {
  const caseId = randomUUID()
  // A separate stream, because the stream of the test aggregate contains no case events.
  await log.record({
    caseId,
    aggregate: `dossier-${caseId}`,
    eventTypes: [CaseOpened],
    facts: [{ type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: 'zz-police' } }],
  })
  const store = log.storeOf('investigation')
  const cases = caseGate(store)
  const context = commandHandler(
    commandContextOn(
      interrupted(store, () => concurrentAction(caseId)),
      { now: () => new Date().toISOString() },
    ),
    [testAggregate],
    (agencyId) => (agencyId === 'zz-police' ? 'XX' : 'ZZ'),
    { confidentiality: confidentiality(store), cases },
    noEncryption,
  )
  const caller = { userId, agencyId: 'zz-police', sector: 'investigation' as const }
  const admission = await cases.admission(caller, caseId)
  expect(admission.participation).toBe('participating')
  const actor = { userId, agencyId: 'zz-police', role: 'investigator' }
  const requestContext: RequestContext = { caseId, actor, roles: [actor.role], sector: 'investigation', correlationId: 'test', admission }
  const recorded = async () => (await store.readCase(caseId)).map(({ type }) => type)
  return {
    submit: () => context.handle(testAggregate, deposit, requestContext, { data: { amount: 5 } }),
    submitAsMessage: (type: CommandType) => context.onRequest(type, { ...requestContext, signed: 'a'.repeat(64) }, { data: type.example }),
    recorded,
  }
}

/** A store that runs an action before the first append. */
const interrupted = (store: EventStore, concurrentAction: () => Promise<unknown>): EventStore => {
  let isFirst = true
  return new Proxy(store, {
    get: (target, name) => {
      if (name !== 'append') {
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return async (...command: Parameters<EventStore['append']>) => {
        if (isFirst) await concurrentAction()
        isFirst = false
        return target.append(...command)
      }
    },
  })
}

const recordInCase = (caseId: string, type: typeof AccessExcluded | typeof CaseWorkerAssigned, data: object) =>
  log.record({ caseId, service: 'investigation', aggregate: `record-${caseId}`, eventTypes: [type], facts: [{ type: type.type, data }] })

describe('a command', () => {
  it('is recorded under the law of the agency that sends it', async () => {
    let caseId = ''
    const { submit } = await submitDuring((one) => Promise.resolve((caseId = one)))
    await submit()
    const deposits = (await log.storeOf('investigation').readCase(caseId)).filter(({ type }) => type === 'investigation.Deposited')
    expect(deposits.map(({ envelope }) => envelope.jurisdiction)).toEqual(['XX'])
  })
})

describe('a user who was admitted to a case', () => {
  it('records nothing if the user is excluded from the case while the command is decided', async () => {
    const { submit, recorded } = await submitDuring((caseId) =>
      recordInCase(caseId, AccessExcluded, { userId, reasonCode: 'relativeOfTheSuspect' }),
    )
    await expect(submit()).rejects.toMatchObject({ name: 'Denied', reason: 'case-not-found' })
    expect(await recorded()).not.toContain('investigation.Deposited')
  })

  it('records the command if another user is excluded, or another event is added to the record of the case', async () => {
    for (const [type, data] of [
      [AccessExcluded, { userId: 'somebody.else', reasonCode: 'relativeOfTheSuspect' }],
      [CaseWorkerAssigned, CaseWorkerAssigned.example],
    ] as const) {
      const { submit, recorded } = await submitDuring((caseId) => recordInCase(caseId, type, data))
      expect((await submit()).events).toMatchObject([{ type: 'investigation.Deposited' }])
      expect((await recorded()).filter((one) => one === 'investigation.Deposited')).toHaveLength(1)
    }
  })
})

it('a second person neither approves nor declines by a message, which proves the agency and not the person', async () => {
  const { submitAsMessage, recorded } = await submitDuring(async () => undefined)
  const { GiveApproval, DeclineApproval } = approvalCommandsOf('investigation')
  for (const type of [GiveApproval, DeclineApproval]) await expect(submitAsMessage(type)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await recorded()).toEqual([CaseOpened.type])
})
