import { commandType, JoinderAgreed, PresumedVictimIdentified } from '@case-timeline/contracts'
import { commandContextOn, depositAccount } from '@case-timeline/commands/fixtures'
import { type CasePart, commandIdForReaction, hashEvents, type StoredEvent } from '@case-timeline/event-store'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { handover, handoversOf, handoverToOtherCases, NobodyReceives } from './handover.ts'

const Noted = notedEventType('Noted')
const Deposit = commandType({
  name: 'Deposit',
  service: 'investigation',
  meaning: 'Deposits.',
  data: z.strictObject({ amount: z.number() }),
  example: { amount: 1 },
})
const NAME = 'test.deposits-elsewhere'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
  await log.allow([...depositAccount().events.values()])
})
afterAll(() => log.close())

let event: StoredEvent
let otherCaseId: string
beforeEach(async () => {
  const caseId = randomUUID()
  otherCaseId = randomUUID()
  await log.record({ caseId, facts: [{ type: Noted.type, data: { number: 1 } }], eventTypes: [Noted] })
  const [recorded] = await log.storeOf('investigation').readCase(caseId)
  if (recorded === undefined) throw new Error('nothing was recorded')
  event = recorded
})

/** Receives the event, which causes a deposit in the other case. */
const received = async (amount: number) => {
  const store = log.storeOf('investigation')
  const context = commandContextOn(store, { now: () => new Date().toISOString() })
  const handovers = handoversOf({ service: 'investigation', context, officesIn: () => Promise.resolve(['zz-police']) })
  const elsewhere = handoverToOtherCases({
    name: NAME,
    on: [Noted],
    aggregate: depositAccount(),
    commands: [Deposit],
    causesInOtherCases: (cause) => Promise.resolve([{ caseId: otherCaseId, command: Deposit, data: { amount }, cause }]),
  })
  const answer = await handovers.receive(elsewhere, event)
  return { answer, recorded: (await store.readCase(otherCaseId)).map(({ data }) => data) }
}

/** A service records another fact under the id of the command that would make the deposit. */
const takeItsId = async (service: 'investigation' | 'prosecution'): Promise<void> => {
  const caseId = randomUUID()
  const commandId = commandIdForReaction(NAME, event.id, `Deposit ${otherCaseId}`)
  const recordingContext = {
    ...{ service, deployment: 'test', stream: `${service}.case-${caseId}`, caseId, commandId, commandDigest: randomBytes(32) },
    ...{ actor: { userId: 'k.santoso', agencyId: 'zz-prosecution', role: 'prosecutor' }, jurisdiction: 'ZZ', correlationId: 'test' },
    now: new Date().toISOString(),
  }
  const type = service === 'prosecution' ? JoinderAgreed : Noted
  const events = hashEvents([{ type: type.type, data: type.example }], recordingContext, () => type)
  const answer = await log.storeOf(service).append({ ...recordingContext, expected: 'any', events })
  expect(answer.outcome).toBe('appended')
}

describe('a command in another case than the event that causes it', () => {
  it('is carried out once, also if other data follow from the event when it is received again', async () => {
    expect(await received(3)).toEqual({ answer: undefined, recorded: [{ amount: 3 }] })
    expect(await received(3)).toEqual({ answer: undefined, recorded: [{ amount: 3 }] })
    expect(await received(4)).toEqual({ answer: undefined, recorded: [{ amount: 3 }] })
  })

  it('is not given up silently where its service uses its id elsewhere: the case is parked, and somebody looks at it', async () => {
    await takeItsId('investigation')
    expect(await received(3)).toEqual({ answer: { outcome: 'id-clash' }, recorded: [] })
  })

  it('is carried out whatever another service records under its id', async () => {
    await takeItsId('prosecution')
    expect(await received(3)).toEqual({ answer: undefined, recorded: [{ amount: 3 }] })
  })
})

describe('a document for another sector', () => {
  /** Receives an identification in victim support, of which some offices have the case. */
  const receivedBy = async (document: object, offices: readonly string[], receivingAgency?: string, concerned = true) => {
    const caseId = randomUUID()
    const data = { ...PresumedVictimIdentified.example, ...document }
    const facts = [{ type: PresumedVictimIdentified.type, data }]
    await log.record({ caseId, aggregate: `identified-${caseId}`, facts, eventTypes: [PresumedVictimIdentified] })
    const store = log.storeOf('investigation')
    const [identified] = await store.readCase(caseId)
    if (identified === undefined) throw new Error('nothing was recorded')
    const context = commandContextOn(store, { now: () => new Date().toISOString() })
    const receiver = { service: 'victimSupport', context, receivingAgency, officesIn: () => Promise.resolve(offices) } as const
    const on = PresumedVictimIdentified
    const offers = handover({ name: 'test.offers', on, aggregate: depositAccount(), command: Deposit, data: () => ({ amount: 1 }) })
    await handoversOf(receiver).receive({ ...offers, concerns: () => Promise.resolve(concerned) }, identified)
    return (await store.readCase(caseId)).at(-1)?.envelope.actor.agencyId
  }

  it('is received by the office that it names, also where no agency receives what names none', async () =>
    expect(await receivedBy({ supportOffice: 'zz-shelter' }, [])).toBe('zz-shelter'))

  it('is received by the office that has the case, otherwise by the receiving agency, if it names none', async () => {
    expect(await receivedBy({}, ['zz-shelter'])).toBe('zz-shelter')
    expect(await receivedBy({}, [], 'zz-support')).toBe('zz-support')
  })

  it('is looked up in its case, which is read from its beginning once for however many documents of the case', async () => {
    const caseId = randomUUID()
    const facts = Array.from({ length: 5 }, () => ({ type: PresumedVictimIdentified.type, data: PresumedVictimIdentified.example }))
    await log.record({ caseId, aggregate: `identified-${caseId}`, facts, eventTypes: [PresumedVictimIdentified] })
    const readAfter: (string | undefined)[] = []
    const store = new Proxy(log.storeOf('investigation'), {
      get(target, member) {
        const own: unknown = Reflect.get(target, member, target)
        if (member === 'readCase')
          return (id: string, part?: CasePart) => {
            readAfter.push(part?.after)
            return target.readCase(id, part)
          }
        return typeof own === 'function' ? (own.bind(target) as unknown) : own
      },
    })
    const context = commandContextOn(store, { now: () => new Date().toISOString() })
    const receiver = { service: 'victimSupport', context, officesIn: () => Promise.resolve(['zz-shelter']) } as const
    const on = PresumedVictimIdentified
    const offers = handover({ name: 'test.offers', on, aggregate: depositAccount(), command: Deposit, data: () => ({ amount: 1 }) })
    const lengths: number[] = []
    const concerns = async (_: unknown, __: string, history: () => Promise<readonly StoredEvent[]>) => {
      lengths.push((await history()).length)
      return false
    }
    for (const identified of await log.storeOf('investigation').readCase(caseId))
      await handoversOf(receiver).receive({ ...offers, concerns }, identified)
    expect([lengths, readAfter.filter((after) => after === undefined).length]).toEqual([[5, 5, 5, 5, 5], 1])
  })

  it('that concerns no office that has the case, or the receiving agency, is received by nobody and does not wait', async () => {
    expect(await receivedBy({}, ['zz-shelter'], undefined, false)).toBe('zz-police')
    expect(await receivedBy({}, [], 'zz-support', false)).toBe('zz-police')
  })

  it('waits, and is not lost, if it names no office, no office has its case, and there is no receiving agency', async () =>
    expect(receivedBy({}, [])).rejects.toThrow(NobodyReceives))
})
