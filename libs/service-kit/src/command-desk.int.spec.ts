import { randomUUID } from 'node:crypto'
import { caseGate, confidentiality } from '@case-timeline/access'
import { AccessExcluded, CaseOpened, CaseWorkerAssigned, type CommandType } from '@case-timeline/contracts'
import { type EventStore } from '@case-timeline/event-store'
import { custodyOfThings } from '@case-timeline/event-store/fixtures'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Asked } from './asked.ts'
import { commandDesk } from './command-desk.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const userId = 'm.santos'
const things = custodyOfThings()
const deposit = things.commands.find(({ name }) => name === 'Deposit') as CommandType

/** Nothing of this aggregate is sealed. */
const noSealing = {
  seal: (_: unknown, __: string, data: unknown) => Promise.resolve({ data, compared: data }),
  sealAnew: (_: unknown, data: unknown) => Promise.resolve({ data, compared: data }),
}

/** A case in which somebody was admitted, and the desk that he asks while something else is recorded between his decision and its append. */
const askingWhile = async (meanwhile: (caseId: string) => Promise<unknown>) => {
  const caseId = randomUUID()
  // Not in the stream of the things, which knows nothing of cases.
  await log.record({
    caseId,
    aggregate: `dossier-${caseId}`,
    as: [CaseOpened],
    facts: [{ type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: 'zz-police' } }],
  })
  const store = log.storeOf('investigation')
  const cases = caseGate(store)
  const desk = commandDesk(
    {
      store: interrupted(store, () => meanwhile(caseId)),
      deployment: 'test',
      digestKey: Buffer.alloc(32, 7),
      now: () => new Date().toISOString(),
    },
    [things],
    'ZZ',
    { confidentiality: confidentiality(store), cases },
    noSealing,
  )
  const who = { userId, agencyId: 'zz-police', sector: 'investigation' as const }
  const { standing, guard } = await cases.admission(who, caseId)
  expect(standing).toBe('takes-part')
  const actor = { userId, agencyId: 'zz-police', role: 'investigator' }
  const asked: Asked = { caseId, actor, sector: 'investigation', correlationId: 'test', guard }
  const recorded = async () => (await store.readCase(caseId)).map(({ type }) => type)
  return { ask: () => desk.on(things, deposit, asked, { data: { amount: 5 } }), recorded }
}

/** A store that lets something else in before the first append. */
const interrupted = (store: EventStore, meanwhile: () => Promise<unknown>): EventStore => {
  let isFirst = true
  return new Proxy(store, {
    get: (target, name) => {
      if (name !== 'append') {
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return async (...command: Parameters<EventStore['append']>) => {
        if (isFirst) await meanwhile()
        isFirst = false
        return target.append(...command)
      }
    },
  })
}

const inTheRecord = (caseId: string, type: typeof AccessExcluded | typeof CaseWorkerAssigned, data: object) =>
  log.record({ caseId, service: 'investigation', aggregate: `record-${caseId}`, as: [type], facts: [{ type: type.type, data }] })

describe('a user who was let in to a case', () => {
  it('records nothing when he is excluded from it while his command is decided', async () => {
    const { ask, recorded } = await askingWhile((caseId) =>
      inTheRecord(caseId, AccessExcluded, { userId, reasonCode: 'relativeOfTheSuspect' }),
    )
    await expect(ask()).rejects.toMatchObject({ name: 'Denied', reason: 'case-not-found' })
    expect(await recorded()).not.toContain('investigation.Deposited')
  })

  it('goes on when somebody else is excluded, or something else comes into the record of the case', async () => {
    for (const [type, data] of [
      [AccessExcluded, { userId: 'somebody.else', reasonCode: 'relativeOfTheSuspect' }],
      [CaseWorkerAssigned, CaseWorkerAssigned.example],
    ] as const) {
      const { ask, recorded } = await askingWhile((caseId) => inTheRecord(caseId, type, data))
      expect((await ask()).events).toMatchObject([{ type: 'investigation.Deposited' }])
      expect((await recorded()).filter((one) => one === 'investigation.Deposited')).toHaveLength(1)
    }
  })
})
