import { randomUUID } from 'node:crypto'
import type { EventStore, ReadCase } from '@case-timeline/event-store'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Aggregate } from './aggregate.ts'
import { handle } from './handle.ts'
import { rememberedCases } from './remembered-cases.ts'
import type { Answer, SubmittedCommand } from './submitted-command.ts'
import { commandContextOn, consentIsGiven, depositAccount, submittedCommand } from './test-aggregate.fixtures.ts'

/** An account whose releases require that its case has no event in a stream of consents. */
const account = depositAccount(({ events }) => {
  const read = events.filter(({ stream }) => stream.startsWith('investigation.consent-'))
  return { known: { consent: read.length === 0 }, read }
})
const consent = { ...depositAccount(), name: 'consent' }

describe.each(DRIVERS)('a command whose case was read by its admission, on %s,', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let elsewhere: EventStore
  let store: EventStore
  let readings = 0
  /** Runs before the next append. */
  let beforeAppend: (() => Promise<unknown>) | undefined
  let context: ReturnType<typeof commandContextOn>
  beforeAll(async () => {
    log = await start()
    elsewhere = log.open()
    store = log.open()
    const append: EventStore['append'] = async (command) => {
      const first = beforeAppend
      beforeAppend = undefined
      await first?.()
      return store.append(command)
    }
    const counted = new Proxy(store, {
      get: (target, name) => {
        if (name === 'append') return append
        if (name === 'readCase' || name === 'readStream') readings += 1
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    context = commandContextOn(counted)
  })
  afterAll(async () => {
    await Promise.all([store.close(), elsewhere.close()])
    await log.close()
  })
  beforeEach(() => {
    readings = 0
  })

  const admitted = (caseId: string): Promise<ReadCase> => rememberedCases(elsewhere)(caseId)
  const send = (
    caseId: string,
    name: string,
    readAtAdmission?: ReadCase,
    { aggregate = account, ...more }: Partial<SubmittedCommand> & { aggregate?: Aggregate } = {},
  ): Promise<Answer> => handle(context, aggregate, submittedCommand(caseId, name, { amount: 1 }, { readAtAdmission, ...more }))
  const recordElsewhere = (caseId: string, aggregate: Aggregate = account) =>
    handle(commandContextOn(elsewhere), aggregate, submittedCommand(caseId, 'Deposit', { amount: 1 }))
  const consentRefuses = { outcome: 'refused', rule: { id: consentIsGiven.id } }

  it('is decided on it without another reading, except the first of a stream in a store without guards', async () => {
    const caseId = randomUUID()
    await recordElsewhere(caseId)
    expect(await send(caseId, 'Deposit', await admitted(caseId))).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    expect(readings).toBe(store.capabilities.guards ? 0 : 2)
    readings = 0
    expect(await send(caseId, 'Release', await admitted(caseId))).toMatchObject({ outcome: 'appended', firstRevision: 2 })
    expect(readings).toBe(0)
  })

  it('is decided again if its stream has moved since', async () => {
    const caseId = randomUUID()
    const read = await admitted(caseId)
    await recordElsewhere(caseId)
    expect(await send(caseId, 'Deposit', read)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })

  it('is not refused for what has changed since', async () => {
    const caseId = randomUUID()
    const read = await admitted(caseId)
    await recordElsewhere(caseId)
    expect(await send(caseId, 'Release', read)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })

  it('is decided on a new reading if it had to wait for another command', async () => {
    const caseId = randomUUID()
    await recordElsewhere(caseId)
    const read = await admitted(caseId)
    beforeAppend = () => recordElsewhere(caseId, consent)
    const [first, second] = await Promise.all([send(caseId, 'Deposit', read), send(caseId, 'Release', read)])
    expect(first).toMatchObject({ outcome: 'appended' })
    expect(second).toMatchObject(consentRefuses)
  })

  it('is decided on a new reading if it repeats a command that is being handled', async () => {
    const caseId = randomUUID()
    await recordElsewhere(caseId)
    const read = await admitted(caseId)
    const commandId = randomUUID()
    beforeAppend = async () => {
      await recordElsewhere(caseId, consent)
      throw new Error('the first attempt fails')
    }
    const [first, second] = await Promise.allSettled([
      send(caseId, 'Release', read, { commandId }),
      send(caseId, 'Release', read, { commandId }),
    ])
    expect(first).toMatchObject({ status: 'rejected' })
    expect(second).toMatchObject({ value: consentRefuses })
  })

  it('is decided on a new reading if the log went back since', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit')
    const read = { ...(await admitted(caseId)), generation: store.generation - 1 }
    await recordElsewhere(caseId, consent)
    expect(await send(caseId, 'Release', read)).toMatchObject(consentRefuses)
  })

  it('is decided on a new reading if its stream has moved since in this process, which it need not have waited for', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit')
    const read = await admitted(caseId)
    await send(caseId, 'Deposit')
    await recordElsewhere(caseId, consent)
    expect(await send(caseId, 'Release', read)).toMatchObject(consentRefuses)
  })

  const entries = Object.entries(account.commands)
  it.each<[string, Partial<(typeof entries)[number][1]>]>([
    ['linked cases', { readsLinkedCases: () => true }],
    ['streams outside the case', { readsStreams: () => ['investigation.case-another'] }],
  ])('is decided on a new reading if it reads %s, which the case must not be older than', async (_, reads) => {
    const commands = Object.fromEntries(entries.map(([name, entry]) => [name, { ...entry, ...reads }]))
    const aggregate = { ...account, commands }
    const caseId = randomUUID()
    await send(caseId, 'Deposit', undefined, { aggregate })
    const read = await admitted(caseId)
    await recordElsewhere(caseId, consent)
    expect(await send(caseId, 'Release', read, { aggregate })).toMatchObject(consentRefuses)
  })

  it('is decided on its whole stream, also on what other cases recorded in it', async () => {
    const id = randomUUID()
    const aggregate: Aggregate = { ...account, streamId: () => id }
    const [one, other] = [randomUUID(), randomUUID()]
    const releaseIn = async (caseId: string) => send(caseId, 'Release', await admitted(caseId), { aggregate })
    await recordElsewhere(one, aggregate)
    await recordElsewhere(other, aggregate)
    for (const caseId of [other, one]) expect(await releaseIn(caseId)).toMatchObject({ outcome: 'appended' })
    for (const caseId of [one, other]) expect(await releaseIn(caseId)).toMatchObject({ outcome: 'refused' })
  })
})
