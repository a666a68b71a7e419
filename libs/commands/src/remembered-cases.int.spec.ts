import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import type { EventStore } from '@case-timeline/event-store'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { handle } from './handle.ts'
import { rememberedCases, rememberingUpTo } from './remembered-cases.ts'
import { commandContextOn, depositAccount, submittedCommand } from './test-aggregate.fixtures.ts'

const account = depositAccount()

const eventsOfCases = (...args: Parameters<typeof rememberedCases>) => {
  const readCase = rememberedCases(...args)
  return async (caseId: string) => (await readCase(caseId)).events
}

/** Counts the cases that are read as a whole while something is done: of a remembered one only what came later is read. */
const wholeReadsDuring = async (store: EventStore, work: () => Promise<unknown>): Promise<number> => {
  const { readCase } = store
  let count = 0
  const counting: EventStore['readCase'] = (caseId, part) => {
    if (part?.after === undefined) count += 1
    return readCase.call(store, caseId, part)
  }
  Object.assign(store, { readCase: counting })
  try {
    await work()
    return count
  } finally {
    Object.assign(store, { readCase })
  }
}

describe.each(DRIVERS)('the remembered events of a case, on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let here: EventStore
  let elsewhere: EventStore
  beforeAll(async () => {
    log = await start()
    here = log.open()
    elsewhere = log.open()
  })
  afterAll(async () => {
    await Promise.all([here.close(), elsewhere.close()])
    await log.close()
  })
  const record = (caseId: string, amount = 1) =>
    handle(commandContextOn(elsewhere), account, submittedCommand(caseId, 'Deposit', { amount }))
  const idsIn = async (caseId: string) => (await elsewhere.readCase(caseId)).map(({ id }) => id)

  it('are all that were recorded before, also by another process', async () => {
    const eventsOf = eventsOfCases(here)
    const caseId = randomUUID()
    expect(await eventsOf(caseId)).toEqual([])
    for (let times = 0; times < 3; times += 1) {
      await record(caseId)
      expect((await eventsOf(caseId)).map(({ id }) => id)).toEqual(await idsIn(caseId))
    }
  })

  it('are read once', async () => {
    const eventsOf = eventsOfCases(here)
    const caseId = randomUUID()
    await record(caseId)
    const [first] = await eventsOf(caseId)
    await record(caseId)
    const events = await eventsOf(caseId)
    expect(events).toHaveLength(2)
    expect(events[0]).toBe(first)
  })

  it('are complete for each of many that read them at the same time', async () => {
    const readCase = rememberedCases(here)
    const caseId = randomUUID()
    for (let times = 0; times < 5; times += 1) {
      await record(caseId)
      const ids = await idsIn(caseId)
      for (const { events, history } of await Promise.all(Array.from({ length: 10 }, () => readCase(caseId)))) {
        expect(events.map(({ id }) => id)).toEqual(ids)
        expect(history.revisionOf(events[0]?.stream ?? '')).toBe(ids.length - 1)
      }
    }
  })

  it('are read again where they would need more memory than is allowed', async () => {
    const caseIds = [randomUUID(), randomUUID()] as const
    for (const caseId of caseIds) await record(caseId)
    const [one, other] = caseIds
    const size = (await here.readCase(one)).reduce((sum, { envelopeText, dataText }) => sum + envelopeText.length + dataText.length, 0)
    const eventsOf = eventsOfCases(here, rememberingUpTo(size * 2))
    await eventsOf(one)
    expect(await wholeReadsDuring(here, () => eventsOf(one))).toBe(0)
    const small = eventsOfCases(here, rememberingUpTo(size))
    const third = randomUUID()
    await record(third)
    for (const caseId of [other, one, third]) await small(caseId)
    expect(await wholeReadsDuring(here, () => small(other))).toBe(1)
    expect((await small(other)).map(({ id }) => id)).toEqual(await idsIn(other))
  })

  it('share the memory of the process with those of other stores, and are not given to these', async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    for (const caseId of [one, other]) await record(caseId)
    const size = (await here.readCase(one)).reduce((sum, { envelopeText, dataText }) => sum + envelopeText.length + dataText.length, 0)
    const memory = rememberingUpTo(size * 2)
    const [ofHere, ofElsewhere] = [eventsOfCases(here, memory), eventsOfCases(elsewhere, memory)]
    await ofHere(one)
    expect(await wholeReadsDuring(here, () => ofHere(one))).toBe(0)
    expect(await wholeReadsDuring(elsewhere, () => ofElsewhere(one))).toBe(1)
    await ofElsewhere(other)
    expect(await wholeReadsDuring(here, () => ofHere(one))).toBe(1)
  })

  it('are also those of a case that alone needs more, next to the others', async () => {
    const caseIds = [randomUUID(), randomUUID(), randomUUID()] as const
    for (const caseId of caseIds) await record(caseId)
    const [one, other, third] = caseIds
    const eventsOf = eventsOfCases(here, rememberingUpTo(2))
    await eventsOf(one)
    await eventsOf(other)
    await record(one)
    expect(await wholeReadsDuring(here, () => eventsOf(one))).toBe(0)
    await eventsOf(other)
    await eventsOf(third)
    expect(await wholeReadsDuring(here, () => eventsOf(one))).toBe(1)
  })

  it('are those of the log that there is, after it went back', async () => {
    const restarting = await start()
    const [store, other] = [restarting.open(), restarting.open()]
    const untilReached = async <T>(work: () => Promise<T>): Promise<T> => {
      for (;;)
        try {
          return await work()
        } catch {
          // The server restarts, or the log went back.
        }
    }
    const caseId = randomUUID()
    const deposit = (amount: number) =>
      untilReached(() => handle(commandContextOn(other), account, submittedCommand(caseId, 'Deposit', { amount })))
    const eventsOf = eventsOfCases(store)
    await deposit(1)
    const restore = await restarting.backup()
    await deposit(2)
    expect((await eventsOf(caseId)).map(({ data }) => data)).toEqual([{ amount: 1 }, { amount: 2 }])
    await restore()
    await deposit(3)
    expect((await untilReached(() => eventsOf(caseId))).map(({ data }) => data)).toEqual([{ amount: 1 }, { amount: 3 }])
    await Promise.all([store.close(), other.close()])
    await restarting.close()
  })
})
